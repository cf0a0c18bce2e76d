/** Traditional Chinese, read as the simplified Chinese that the model was trained on. */
import { unpackNumbers } from './packed.ts';
import { SIMPLIFIED_PAIRS } from './simplifiedpairs.ts';

let simplified: ReadonlyMap<string, string> | undefined;

/** The simplified character for a common traditional one; any other is returned as it is. */
export function simplify(character: string): string {
  simplified ??= readPairs();
  return simplified.get(character) ?? character;
}

/** Made when the first ideograph is read: a service of English texts never needs it. Each number says how far a character is from the one before. */
function readPairs(): Map<string, string> {
  const read = new Map<string, string>();
  const steps = unpackNumbers(SIMPLIFIED_PAIRS);
  let from = 0;
  let to = 0;
  for (let at = 0; at < steps.length; at += 2) {
    const step = steps[at + 1];
    from += steps[at];
    // Odd ones go back.
    to += step % 2 === 0 ? step / 2 : -(step + 1) / 2;
    read.set(String.fromCharCode(from), String.fromCharCode(to));
  }
  return read;
}
