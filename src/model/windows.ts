import type { EncodedText } from './text/encode.ts';
import { type Span, splitSentences } from './text/sentences.ts';
import type { Token } from './text/tokenizer.ts';

/**
 * Parts of a text that the network reads one at a time: as many whole sentences as fit, one after the other. A sentence
 * that does not fit is cut.
 *
 * @param size tokens of a window at most.
 * @returns spans that follow each other; one for a text that fits.
 */
export function splitWindows(text: string, tokens: readonly Token[], size: number): Span[] {
  if (tokens.length <= size) return [{ begin: 0, end: tokens.length }];
  const windows: Span[] = [];
  for (const piece of splitSentences(text, tokens).flatMap((sentence) => cut(sentence, size))) {
    const last = windows.at(-1);
    if (last !== undefined && piece.end - last.begin <= size) last.end = piece.end;
    else windows.push(piece);
  }
  return windows;
}

/** A run of tokens in pieces of so many at most. */
export function cut({ begin, end }: Span, size: number): Span[] {
  const pieces: Span[] = [];
  for (let at = begin; at < end; at += size) pieces.push({ begin: at, end: Math.min(at + size, end) });
  return pieces;
}

/** The part of an encoded text that a window shows. */
export function windowOf(text: EncodedText, { begin, end }: Span): EncodedText {
  const { rows, offsets, known, hashes } = text;
  if (begin === 0 && end === offsets.length - 1) return text;
  const first = offsets[begin];
  return {
    rows: rows.subarray(first, offsets[end]),
    offsets: offsets.slice(begin, end + 1).map((offset) => offset - first),
    known,
    ...(hashes && { hashes: hashes.subarray(begin, end) }),
  };
}

/**
 * What a network says of a text, which may be longer than it reads in one go.
 *
 * @param windows of the text, however it is cut: spans that follow each other, from its first token to its last.
 * @returns logits before calibration, float32 [labels].
 */
export function readWindows(
  network: (text: EncodedText) => Float32Array,
  text: EncodedText,
  windows: readonly Span[],
): Float32Array {
  return averageLogits(
    windows,
    windows.map((window) => network(windowOf(text, window))),
  );
}

/**
 * The logits of a text: those of its windows, averaged by their lengths, so that every token counts the same.
 *
 * @returns the very logits where there is one window.
 */
export function averageLogits(windows: readonly Span[], logits: readonly Float32Array[]): Float32Array {
  if (windows.length === 1) return logits[0];
  const tokens = windows.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const share = ({ begin, end }: Span) => (end - begin) / tokens;
  return Float32Array.from(logits[0], (_, label) =>
    windows.reduce((sum, window, i) => sum + share(window) * logits[i][label], 0),
  );
}
