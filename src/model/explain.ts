import { decide } from './classification.ts';
import type { Network } from './network/forward.ts';
import type { EncodedText } from './text/encode.ts';
import type { Span } from './text/sentences.ts';
import { averageLogits, windowOf } from './windows.ts';

/** To leave out: the text as it is. */
const NO_TOKENS: Span = { begin: 0, end: 0 };

/**
 * How much each token speaks for the label that is answered against the likeliest other one: the difference of their two logits that is lost
 * when the token is left out (occlusion, Zeiler & Fergus 2014), its embedding being zeros then, as beyond the ends of a text. All are
 * divided by the sum of their absolute values, so that those add up to 1; all are 0 where no token makes a difference.
 *
 * Where one by one would cost too much, as many neighbours as
 * `explanationGroup` says are left out together and share the loss equally. Where that would cost too much for any number, each token
 * has an equal share of what its window adds to the difference.
 *
 * @param windows of the text, as they were read.
 * @param size neighbours that are left out together, as `explanationGroup` says.
 * @param answered the index of the label that is answered to logits: the likeliest by default.
 * @returns the text's logits, and a weight a token: above 0 speaks for the label, below 0 against it.
 */
export function explain(
  network: Network,
  text: EncodedText,
  windows: readonly Span[],
  size: number | null,
  answered: (logits: Float32Array) => number = (logits) => decide([...logits]),
): { logits: Float32Array; weights: number[] } {
  const parts = windows.map((window) => {
    const part = windowOf(text, window);
    if (size === null) return { whole: network(part), groups: [], without: [] };
    const groups = groupsOf(window.end - window.begin, size);
    const [whole, ...without] = network.without(part, [NO_TOKENS, ...groups]);
    return { whole, groups, without };
  });
  const logits = averageLogits(
    windows,
    parts.map(({ whole }) => whole),
  );
  const label = answered(logits);
  const next = likeliestBut(label, logits);
  const margin = (each: Float32Array) => each[label] - each[next];
  const losses = windows.flatMap(({ begin, end }, i) => {
    const { whole, groups, without } = parts[i];
    if (size === null) return new Array<number>(end - begin).fill(margin(whole));
    return groups.flatMap((group, j) => {
      const loss = margin(whole) - margin(without[j]);
      const tokens = group.end - group.begin;
      // A window weighs as much as it has tokens.
      return new Array<number>(tokens).fill((loss * (end - begin)) / tokens);
    });
  });
  const total = losses.reduce((sum, loss) => sum + Math.abs(loss), 0);
  return { logits, weights: losses.map((loss) => (total === 0 ? 0 : loss / total)) };
}

function groupsOf(tokens: number, size: number): Span[] {
  const groups: Span[] = [];
  for (let begin = 0; begin < tokens; begin += size) {
    groups.push({ begin, end: Math.min(begin + size, tokens) });
  }
  return groups;
}

/** The index of the highest of the other logits, the first of equals. */
function likeliestBut(label: number, logits: Float32Array): number {
  let best = label === 0 ? 1 : 0;
  for (let other = best + 1; other < logits.length; other++) {
    if (other !== label && logits[other] > logits[best]) best = other;
  }
  return best;
}
