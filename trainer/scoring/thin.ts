import type { Held } from './calibration.ts';

/** Logits that a fit of two numbers reads: a thousand texts of a thousand labels say as much of them as ten thousand, in a tenth of the time. */
const MOST_LOGITS = 2 ** 20;

/**
 * Every so many texts of those that were held back, in their order, so that a fit reads no more logits than it needs.
 *
 * @param most logits that are left.
 */
export function thinned({ logits, labels, lengths }: Held, most = MOST_LOGITS): Held {
  const classes = logits.length / labels.length;
  const step = Math.ceil(logits.length / most);
  if (step <= 1) return { logits, labels, lengths };
  const kept = Array.from({ length: Math.ceil(labels.length / step) }, (_, text) => text * step);
  const left = new Float32Array(kept.length * classes);
  kept.forEach((text, at) => {
    left.set(logits.subarray(text * classes, (text + 1) * classes), at * classes);
  });
  return {
    logits: left,
    labels: Int32Array.from(kept, (text) => labels[text]),
    lengths: Int32Array.from(kept, (text) => lengths[text]),
  };
}
