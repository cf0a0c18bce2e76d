import { MAX_LABELS } from '../../src/model/network/config.ts';
import { pairAt } from '../../src/model/text/encode.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import type { Example } from '../read/examples.ts';
import { digest } from '../read/heldout.ts';
import { Interner } from '../read/interner.ts';
import { type Labelled, refuseScores, trainingLabels } from '../read/labels.ts';
import { type LoadOptions, visitExamples } from '../read/load.ts';
import { type LabelCount, plainLabel } from '../read/spelling.ts';
import { groupNumbers } from '../read/split.ts';
import { growingFloats, growingInts } from './growinglist.ts';

/** Labelled texts as numbers, in the order of their file: all that training needs of them. */
export type Texts = {
  /** Texts. */
  size: number;
  /** [size], numbers of their labels. */
  labels: Int32Array;
  /** [size], the line where each text begins. */
  lines: Int32Array;
  /** [size], equal for equal texts. */
  groups: Int32Array;
  /** [size], equal for texts that stay on one side of a split; undefined where only equal texts do. */
  splitGroups: Int32Array | undefined;
  /** [size + 1], where each text's tokens begin. */
  offsets: Int32Array;
  /** Numbers of the tokens; a character that ends a pair is numbered as the pair, see `lookupOf`. */
  tokens: Int32Array;
  /** [size]; undefined where every text counts the same. */
  weights: Float32Array | undefined;
  /** [size], what a word list gives each text; undefined where none was asked, or the texts or labels are too many for it. */
  scores?: Int32Array | undefined;
};

/** What a word list gives a text. */
type ScoreOf = (text: string) => number;

/** Texts of a file that are scored: 4 µs each, 0.4 s in all. */
const MAX_SCORED = 100_000;
/** A word list is for two or three labels, which a file may spell in several ways. */
const MAX_SCORED_LABELS = 8;

/** Texts of one file. The number of a label is its place in `firsts`. */
export type FileTexts = Texts & {
  /** Every label and the line where it first stands, held-out texts included. */
  firsts: Labelled[];
  /** Rows left out because they could not be used. */
  bad: number;
  /** Rows left out because their texts are held out. */
  excluded: number;
};

/** What the texts of a run have in common, whichever file they are from. */
export class TextNumbers {
  readonly tokens = new Interner('tokens');
  readonly groups = new Interner('texts');
}

/** Numbers texts as they come. No text is kept. */
export class TextCollector {
  readonly #numbers: TextNumbers;
  readonly #maxTokens: number;
  readonly #labels = growingInts();
  readonly #lines = growingInts();
  readonly #groups = growingInts();
  readonly #splitGroups = growingInts();
  readonly #offsets = growingInts();
  readonly #tokens = growingInts();
  readonly #weights = growingFloats();
  readonly #scores = growingInts();
  #scoreOf: ScoreOf | undefined;
  #weighted = false;
  #splitGrouped = false;

  /** @param maxTokens of a text; the others are not read. */
  constructor(numbers: TextNumbers, maxTokens: number, scoreOf?: ScoreOf) {
    this.#numbers = numbers;
    this.#maxTokens = maxTokens;
    this.#scoreOf = scoreOf;
    this.#offsets.push(0);
  }

  /** @param label the number of its label. */
  add({ text, line, weight = 1, splitGroup }: Omit<Example, 'label'>, label: number): void {
    const { tokens, groups } = this.#numbers;
    const read = tokenize(text, this.#maxTokens).tokens;
    read.forEach((token, i) => {
      this.#tokens.push(tokens.id(pairAt(read, i) ?? token.text));
    });
    this.#offsets.push(this.#tokens.length);
    this.#labels.push(label);
    this.#lines.push(line);
    const numbers = groupNumbers({ text, splitGroup }, groups);
    this.#groups.push(numbers.group);
    this.#splitGroups.push(numbers.splitGroup);
    this.#splitGrouped ||= splitGroup !== undefined;
    this.#weights.push(weight);
    this.#weighted ||= weight !== 1;
    if (label >= MAX_SCORED_LABELS || this.#labels.length > MAX_SCORED) this.#scoreOf = undefined;
    if (this.#scoreOf) this.#scores.push(this.#scoreOf(text));
  }

  /** The texts so far. */
  texts(): Texts {
    return {
      size: this.#labels.length,
      labels: this.#labels.view(),
      lines: this.#lines.view(),
      groups: this.#groups.view(),
      splitGroups: this.#splitGrouped ? this.#splitGroups.view() : undefined,
      offsets: this.#offsets.view(),
      tokens: this.#tokens.view(),
      weights: this.#weighted ? this.#weights.view() : undefined,
      scores: this.#scoreOf && this.#scores.view(),
    };
  }
}

/**
 * Reads the texts of a labelled file, one at a time.
 *
 * @param excluded digests of texts to leave out.
 * @throws UserError as `visitExamples` does, and when the labels are too many to be classes.
 */
export async function readTexts(
  path: string,
  options: LoadOptions & {
    maxTokens: number;
    excluded: ReadonlySet<string>;
    scoreOf?: ScoreOf | undefined;
    /** Told of every row that can be used. */
    onRow?: ((row: Example) => void) | undefined;
  },
  numbers: TextNumbers,
): Promise<FileTexts> {
  const collector = new TextCollector(numbers, options.maxTokens, options.scoreOf);
  const labels = new LabelNumbers(path);
  let excluded = 0;
  const bad = await visitExamples(path, options, (row) => {
    const label = labels.numberOf(row);
    options.onRow?.(row);
    if (options.excluded.size > 0 && options.excluded.has(digest(row.text))) excluded++;
    else collector.add(row, label);
  });
  return { ...collector.texts(), firsts: labels.firsts, bad, excluded };
}

/** Ways to spell a label, on average. */
const MAX_SPELLINGS = 8;

/** Numbers labels as they come, and ends the reading of a file that has no classes. */
class LabelNumbers {
  readonly firsts: Labelled[] = [];
  readonly #path: string;
  readonly #numbers = new Map<string, number>();
  readonly #plain = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws UserError when labels are too many to be classes: a file whose labels are texts must not be kept label by label. */
  numberOf({ label, line }: Labelled): number {
    const known = this.#numbers.get(label);
    if (known !== undefined) return known;
    const number = this.firsts.push({ label, line }) - 1;
    this.#numbers.set(label, number);
    this.#plain.add(plainLabel(label));
    const isTooMany = this.#plain.size > MAX_LABELS || this.firsts.length > MAX_SPELLINGS * MAX_LABELS;
    refuseScores(this.#path, this.firsts);
    if (isTooMany) trainingLabels(this.#path, this.firsts);
    return number;
  }
}

/** How many texts have each label, in the order of `firsts`. */
export function countTexts({ firsts, labels }: FileTexts): LabelCount[] {
  const counts = firsts.map(() => 0);
  for (const label of labels) counts[label]++;
  return firsts.map((first, number) => ({ ...first, count: counts[number] }));
}

/** The texts with their labels numbered as in `labels`. @param names of the file's labels, in the order of `firsts`. */
export function relabel(texts: Texts, names: readonly string[], labels: readonly string[]): Texts {
  const classes = names.map((name) => labels.indexOf(name));
  return { ...texts, labels: texts.labels.map((number) => classes[number]) };
}
