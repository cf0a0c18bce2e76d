import type { Classifier } from '../../src/model/classifier.ts';
import { UserError } from '../errors.ts';
import { rankOf } from '../read/heldout.ts';
import { groupKey } from '../read/split.ts';
import type { TextRow } from '../read/texts.ts';

/** A text that may be labelled next. */
export type Candidate = {
  text: string;
  /** The probability of its likeliest label. */
  p: number;
  /** That less the probability of the second one; Infinity where the model reads nothing of the text and so doubts nothing. */
  margin: number;
};

/** Rows of a file that may be labelled next, and how many may not. */
export type Candidates = {
  /** Each text once, in an order that texts and seed alone decide. */
  drawn: Candidate[];
  /** Rows whose text is labelled. */
  labelled: number;
  /** Rows that repeat an earlier one. */
  repeated: number;
  /** Rows without a usable text. */
  bad: number;
};

/** Texts that are held, a minute's reading. */
const MAX_TEXTS = 1_000_000;
/** Characters that they may have together, half a gigabyte at most. */
const MAX_CHARACTERS = 250_000_000;

/**
 * Asks a model about the texts that are not labelled.
 *
 * @param path of the rows, for messages.
 * @param labelled keys of texts, see `groupKey`.
 * @throws UserError when the texts are too many to be held.
 */
export async function readCandidates(
  path: string,
  rows: AsyncIterable<TextRow>,
  model: Classifier,
  { labelled, seed }: { labelled: ReadonlySet<string>; seed: number },
): Promise<Candidates> {
  const found = new Map<string, Candidate>();
  const counts = { labelled: 0, repeated: 0, bad: 0 };
  let characters = 0;
  for await (const row of rows) {
    const key = 'text' in row ? groupKey(row.text) : undefined;
    if (!('text' in row) || key === undefined) counts.bad++;
    else if (labelled.has(key)) counts.labelled++;
    else if (found.has(key)) counts.repeated++;
    else {
      characters += row.text.length;
      checkSize(path, found.size + 1, characters);
      found.set(key, candidateOf(model, row.text));
    }
  }
  const ranked = Array.from(found, ([key, candidate]) => ({ key, candidate, rank: rankOf(key, seed) }));
  ranked.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1));
  return { drawn: ranked.map(({ candidate }) => candidate), ...counts };
}

function checkSize(path: string, texts: number, characters: number): void {
  if (texts <= MAX_TEXTS && characters <= MAX_CHARACTERS) return;
  const [what, allowed] = texts > MAX_TEXTS ? ['texts', MAX_TEXTS] : ['characters', MAX_CHARACTERS];
  throw new UserError(
    `${path} has too many ${what}, allowed ${allowed.toLocaleString('en-US')}: give a part of it`,
  );
}

function candidateOf(model: Classifier, text: string): Candidate {
  const { scores, known } = model.classify(text, { topK: model.config.labels.length });
  const [p, second] = Object.values(scores).sort((a, b) => b - a);
  return { text, p, margin: known === 0 ? Number.POSITIVE_INFINITY : p - second };
}

/**
 * The texts to label next: half are the first in the order that they were drawn in, half are those of the others that the model
 * hesitates at most, by the smallest margin. Half at random shows what the model is sure of and wrong about.
 *
 * @param drawn in a random order, by which equals are told apart as well.
 * @returns `count` texts in all, or fewer where there are not so many.
 */
export function chooseNext<Each extends Pick<Candidate, 'margin'>>(
  drawn: readonly Each[],
  count: number,
): { random: Each[]; uncertain: Each[] } {
  const random = drawn.slice(0, Math.floor(count / 2));
  const others = drawn.slice(random.length).filter(({ margin }) => margin < Number.POSITIVE_INFINITY);
  const uncertain = others.sort((a, b) => a.margin - b.margin).slice(0, count - random.length);
  return { random, uncertain };
}
