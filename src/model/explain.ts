import type { EncodedText } from './encode.ts';
import type { Network } from './forward.ts';
import { explanationGroup } from './limits.ts';
import { type NetworkConfig, networkReach } from './network.ts';
import type { Span } from './sentences.ts';
import { averageLogits, windowOf } from './windows.ts';

/**
 * How much each token speaks for the likeliest label against the next one: the difference of their two logits that is lost
 * when the token is left out (occlusion, Zeiler & Fergus 2014), its embedding being zeros then, as beyond the ends of a text. All are
 * divided by the sum of their absolute values, so that those add up to 1; all are 0 where no token makes a difference.
 *
 * Only what the token reaches is computed again. Where one by one would cost too much, as many neighbours as
 * `explanationGroup` says are left out together and share the loss equally.
 *
 * @param windows of the text, as they were read.
 * @param cpu of the request, in milliseconds.
 * @returns the text's logits, and a weight a token: above 0 speaks for the label, below 0 against it.
 */
export function explain(
  config: NetworkConfig,
  network: Network,
  text: EncodedText,
  windows: readonly Span[],
  cpu?: number,
): { logits: Float32Array; weights: number[] } {
  const parts = windows.map((window) => windowOf(text, window));
  const features = parts.map((part) => network.features(part));
  const whole = features.map((values) => network.judge(values));
  const logits = averageLogits(windows, whole);
  const [label, next] = twoLikeliest(logits);
  const size = explanationGroup(config, windows, cpu);
  const losses = windows.flatMap(({ begin, end }, i) => {
    const groups = groupsOf(end - begin, size);
    const without = occludedLogits(parts[i], features[i], groups, networkReach(config), network);
    return groups.flatMap((group, j) => {
      const loss = whole[i][label] - whole[i][next] - (without[j][label] - without[j][next]);
      const tokens = group.end - group.begin;
      // A window weighs as much as it has tokens.
      return new Array<number>(tokens).fill((loss * (end - begin)) / tokens);
    });
  });
  const total = losses.reduce((sum, loss) => sum + Math.abs(loss), 0);
  return { logits, weights: losses.map((loss) => (total === 0 ? 0 : loss / total)) };
}

/**
 * For each group, the logits of the text without its tokens: exactly those of the whole network.
 *
 * @param features of the text.
 * @param reach tokens on each side of a token that its features hang on.
 */
export function occludedLogits(
  text: EncodedText,
  features: Float32Array,
  groups: readonly Span[],
  reach: number,
  network: Network,
): Float32Array[] {
  const tokens = text.offsets.length - 1;
  const columns = features.length / tokens;
  const patched = features.slice();
  return groups.map(({ begin, end }) => {
    // The features that change, and as many tokens around them as those hang on.
    const first = Math.max(0, begin - reach);
    const last = Math.min(tokens, end + reach);
    const from = Math.max(0, first - reach);
    const part = windowOf(text, { begin: from, end: Math.min(tokens, last + reach) });
    const changed = network.features(occlude(part, { begin: begin - from, end: end - from }));
    patched.set(changed.subarray((first - from) * columns, (last - from) * columns), first * columns);
    const logits = network.judge(patched);
    patched.set(features.subarray(first * columns, last * columns), first * columns);
    return logits;
  });
}

/** The text with no embedding rows for these tokens, whose embeddings are zeros then. */
export function occlude({ rows, offsets, known }: EncodedText, { begin, end }: Span): EncodedText {
  const gone = offsets[end] - offsets[begin];
  const left = new Int32Array(rows.length - gone);
  left.set(rows.subarray(0, offsets[begin]));
  left.set(rows.subarray(offsets[end]), offsets[begin]);
  const moved = offsets.map((offset, i) => (i >= end ? offset - gone : Math.min(offset, offsets[begin])));
  return { rows: left, offsets: moved, known };
}

function groupsOf(tokens: number, size: number): Span[] {
  const groups: Span[] = [];
  for (let begin = 0; begin < tokens; begin += size) {
    groups.push({ begin, end: Math.min(begin + size, tokens) });
  }
  return groups;
}

/** Indices of the highest and of the second highest logit, the first of equals. */
function twoLikeliest(logits: Float32Array): [number, number] {
  const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a]);
  return [order[0], order[1]];
}
