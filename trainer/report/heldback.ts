import { detect, languageOf } from '../../src/model/text/language.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import type { Dataset } from '../encode/dataset.ts';
import { wilson } from '../scoring/metrics.ts';
import { orderParts, partOf, SLICES, type Slice } from '../scoring/slices.ts';
import type { SlicePart } from './reportdata.ts';

/** Reads the file of the held-back texts once more, row by row: training keeps numbers alone. */
export type TextReader = (visit: (row: { line: number; text: string }) => void) => Promise<void>;

/** What a run held back, and which of it the model has right. */
export type Answered = {
  dev: Pick<Dataset, 'size' | 'lines' | 'tokenOffsets'>;
  /** [size], 1 where the answer is right. */
  right: Uint8Array;
  /** Tokens that the network reads of a text. */
  maxTokens: number;
};

export type FoundTexts = {
  slices: SlicePart[];
  /** Texts that were asked for, by their place in the data set. */
  texts: Map<number, string>;
  /** Texts that were found again. */
  found: number;
};

/**
 * Goes once through the file of the held-back texts. A row is the text of its line where it has as many tokens: rows that share a
 * line, or a file that was changed, are no texts of this run. No text is kept that is not wanted.
 *
 * @param read undefined where the file cannot be read twice: then texts are told apart by their length alone.
 * @param wanted places of texts to bring back.
 */
export async function findTexts(
  answered: Answered,
  read: TextReader | undefined,
  wanted: ReadonlySet<number>,
): Promise<FoundTexts> {
  const { dev, right, maxTokens } = answered;
  const counter = new SliceCounter(right);
  for (let text = 0; text < dev.size; text++) {
    counter.add('length', partOf('length', '', { tokens: lengthOf(dev, text), language: 'und' }), text);
  }
  const texts = new Map<number, string>();
  const rows = await rowsByText(dev, read, (text, row) => {
    const { tokens } = tokenize(row, maxTokens);
    if (tokens.length !== lengthOf(dev, text)) return undefined;
    if (wanted.has(text)) texts.set(text, row);
    const asked = { tokens: tokens.length, language: languageOf(detect(tokens)) };
    return SLICES.filter((slice) => slice !== 'length').map(
      (slice) => [slice, partOf(slice, row, asked)] as const,
    );
  });
  for (const [text, parts] of rows) for (const [slice, part] of parts) counter.add(slice, part, text);
  for (const text of texts.keys()) if (!rows.has(text)) texts.delete(text);
  return { slices: counter.parts(), texts, found: rows.size };
}

/** What a row says, by the place of its text; rows that share a line with others say nothing. */
async function rowsByText<Value>(
  { lines, size }: Pick<Dataset, 'lines' | 'size'>,
  read: TextReader | undefined,
  look: (text: number, row: string) => Value | undefined,
): Promise<Map<number, Value>> {
  const found = new Map<number, Value>();
  if (read === undefined) return found;
  const places = new Map(Array.from({ length: size }, (_, text) => [lines[text], text] as const));
  const seen = new Uint8Array(size);
  await read(({ line, text: row }) => {
    const text = places.get(line);
    if (text === undefined) return;
    const value = seen[text] === 0 ? look(text, row) : undefined;
    seen[text] = 1;
    if (value === undefined) found.delete(text);
    else found.set(text, value);
  });
  return found;
}

function lengthOf({ tokenOffsets }: Pick<Dataset, 'tokenOffsets'>, text: number): number {
  return tokenOffsets[text + 1] - tokenOffsets[text];
}

/** Counts texts, and those that are right, by part of a slice. */
class SliceCounter {
  readonly #right: Uint8Array;
  readonly #counts = new Map<Slice, Map<string, { texts: number; right: number }>>();

  constructor(right: Uint8Array) {
    this.#right = right;
  }

  add(slice: Slice, part: string, text: number): void {
    const parts = this.#counts.getOrInsertComputed(slice, () => new Map());
    const count = parts.getOrInsertComputed(part, () => ({ texts: 0, right: 0 }));
    count.texts++;
    count.right += this.#right[text];
  }

  /** A slice with one part alone says nothing. */
  parts(): SlicePart[] {
    return [...this.#counts].flatMap(([slice, parts]) => {
      if (parts.size < 2) return [];
      return orderParts(slice, [...parts.keys()].sort()).map((part) => {
        const { texts, right } = parts.get(part)!;
        return { slice, part, texts, right, interval: wilson(right, texts) };
      });
    });
  }
}
