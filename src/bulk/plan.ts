import { type Classification, scoresShown } from '../model/classification.ts';

/**
 * Bytes of answers that a part may have: they lie in memory until all are there, since R2 has to know how many come, and those of the part before
 * may still lie there.
 */
export const MOST_RESULT_BYTES = 16 * 1024 * 1024;
/** So that a part costs little beside its rows: a message, four reads and a write. */
const LARGEST_PART = 128 * 1024;
const SMALLEST_PART = 4 * 1024;
/** What a blank line is answered, and it has one byte. */
const ERROR_BYTES = 110;
/** The shortest row that has an answer is a letter and the end of its line. */
const ROW_BYTES = 2;

/** Parts of a job: a listing has a thousand, and whoever asks how far a job is causes as many listings as it has thousands. */
export const MOST_PARTS = 131_072;

const encoder = new TextEncoder();

/**
 * The size of a part, a power of two, whose answers fit in memory whatever its rows are: lines of one letter each, or blank ones.
 *
 * @param model `name@version`. @param labels of the model. @param topK as it was asked for.
 */
export function partBytesFor(model: string, labels: readonly string[], topK?: number): number {
  const perByte = Math.max(answerBytes(model, labels, topK) / ROW_BYTES, ERROR_BYTES);
  const size = 2 ** Math.floor(Math.log2(MOST_RESULT_BYTES / perByte));
  return Math.max(SMALLEST_PART, Math.min(LARGEST_PART, size));
}

/** Bytes that the answer to a letter has at most: its numbers have six decimals, its labels are the longest. */
function answerBytes(model: string, labels: readonly string[], topK?: number): number {
  const score = 0.123456;
  const bytesOf = (text: string) => encoder.encode(text).length;
  const longest = labels.toSorted((a, b) => bytesOf(b) - bytesOf(a));
  const scores = longest.slice(0, scoresShown(labels.length, topK)).map((label) => [label, score]);
  const answer: Classification = {
    label: longest[0],
    score,
    scores: Object.fromEntries(scores),
    tokens: 1,
    known: score,
    truncated: false,
    language: 'und',
    model,
  };
  return bytesOf(`${JSON.stringify(answer)}\n`);
}
