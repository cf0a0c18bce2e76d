import { hash } from 'node:crypto';
import { UserError, withFile } from '../errors.ts';
import { decodeLine, readChunks, readLines } from './lines.ts';

const LINKS_AND_MENTIONS = /https?:\/\/\S+|@[\p{L}\p{N}_]+/gu;
const NEITHER_LETTER_NOR_NUMBER = /[^\p{L}\p{N}]+/gu;
const DIGEST = /^[0-9a-f]{16}$/;
const DIGEST_DIGITS = 16;

/**
 * What of a text counts when two are compared: its letters and numbers after NFKC, in lower case, without links and
 * mentions. Copies of a text in two data sets differ in all the rest.
 */
export function digestKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(LINKS_AND_MENTIONS, ' ')
    .replace(NEITHER_LETTER_NOR_NUMBER, '');
}

/** The first 16 hex digits of the SHA-256 of the text's key in UTF-8. */
export function digest(text: string): string {
  return shortHash(digestKey(text));
}

const RANK_DIGITS = 13;

/** A place in an order that depends on a text's key and the seed alone: a whole number below 2^52, since numbers sort faster than strings. */
export function rankOf(key: string, seed: number): number {
  return Number.parseInt(shortHash(`${seed}:${key}`).slice(0, RANK_DIGITS), 16);
}

/** 64 bits of SHA-256 as hex digits. */
export function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGEST_DIGITS);
}

/**
 * Reads digests, one a line; blank lines are skipped.
 *
 * @throws UserError naming the first line that is no digest.
 */
export async function readDigests(path: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  await withFile(path, async () => {
    for await (const entry of readLines(readChunks(path, { signal }))) {
      const decoded = decodeLine(entry);
      const text = 'text' in decoded ? decoded.text.trim() : decoded.problem;
      if (text === '') continue;
      if (!DIGEST.test(text)) {
        throw new UserError(
          `line ${entry.line} of ${path} is "${text.slice(0, 40)}", allowed 16 hex digits (0-9, a-f)`,
        );
      }
      digests.add(text);
    }
  });
  if (digests.size === 0) throw new UserError(`${path} is empty: it has no digest to exclude`);
  return digests;
}
