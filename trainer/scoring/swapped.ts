import { json } from '../print.ts';
import { wilson } from './metrics.ts';

/** Of fewer texts with one of two labels nothing is said. */
const LEAST_TEXTS = 10;
/** Of two labels that look swapped a smaller share is right. */
const MOST_RIGHT = 1 / 3;

/** A label by the name that the model has for it, and as the file has it. */
export type Written = { label: string; written: string };

/**
 * What to say of a file with two labels where the model answers the other one to most of the texts, and to more than chance would:
 * 0 and 1 may be complaints.
 *
 * @param examples in the order of the answers.
 * @param answers names; those of further labels do not count.
 * @param isMapped whether `--map-labels` has given them these names.
 * @returns undefined where the labels are not two, or do not look swapped.
 */
export function swappedLabels(
  examples: readonly Written[],
  answers: readonly string[],
  isMapped: boolean,
): string | undefined {
  const written = new Map(examples.map((example) => [example.label, example.written]));
  if (written.size !== 2) return undefined;
  let [right, swapped] = [0, 0];
  examples.forEach(({ label }, text) => {
    if (answers[text] === label) right++;
    else if (written.has(answers[text])) swapped++;
  });
  const answered = right + swapped;
  const isSwapped =
    answered >= LEAST_TEXTS && right < MOST_RIGHT * answered && wilson(right, answered).high < 1 / 2;
  if (!isSwapped) return undefined;
  const share = `${((100 * swapped) / answered).toFixed(0)} %`;
  const way = isMapped ? 'turn --map-labels round' : `turn them round with ${swapFlag([...written])}`;
  return `the labels look swapped, the model answers the other one to ${share} of the texts: ${way}`;
}

/**
 * The flag by which a file keeps what its labels are read as: with it nothing is taken for swapped.
 *
 * @param examples with two labels.
 */
export function keepFlag(examples: readonly Written[]): string {
  return flagOf([...new Map(examples.map(({ label, written }) => [written, label]))]);
}

function swapFlag([[first, one], [second, two]]: [name: string, written: string][]): string {
  return flagOf([
    [one, second],
    [two, first],
  ]);
}

function flagOf(named: [written: string, name: string][]): string {
  const pairs = named.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const list = pairs.map((pair) => pair.map(quoted).join('=')).join(',');
  return `--map-labels ${/^[\w,=.+-]+$/.test(list) ? list : `'${list}'`}`;
}

function quoted(name: string): string {
  return /[",=]/.test(name) ? json(name).replaceAll('\\"', '""') : name;
}
