/** Traditional Chinese, read as the simplified Chinese that the model was trained on. */
import { SIMPLIFIED_PAIRS } from './simplifiedpairs.ts';

let simplified: ReadonlyMap<string, string> | undefined;

/** The simplified character for a common traditional one; any other is returned as it is. */
export function simplify(character: string): string {
  simplified ??= readPairs();
  return simplified.get(character) ?? character;
}

/** Made when the first ideograph is read: a service of English texts never needs it. */
function readPairs(): Map<string, string> {
  const read = new Map<string, string>();
  for (let at = 0; at < SIMPLIFIED_PAIRS.length; at += 2) {
    read.set(SIMPLIFIED_PAIRS[at], SIMPLIFIED_PAIRS[at + 1]);
  }
  return read;
}
