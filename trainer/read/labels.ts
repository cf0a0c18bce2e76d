import { MAX_LABEL_LENGTH, MAX_LABELS } from '../../src/model/network/config.ts';
import { UserError } from '../errors.ts';
import { json } from '../print.ts';
import { offerFor } from './scales.ts';

/** A label and the line where it stands, of each row or of the first one that has it. */
export type Labelled = { label: string; line: number };

/** Labels by falling count, then by name; those that do not occur are left out. */
export function orderLabels(counts: Iterable<[string, number]>): Map<string, number> {
  const occurring = [...counts].filter(([, count]) => count > 0);
  return new Map(occurring.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** Names that a message lists. */
const MAX_LISTED = 20;

/** Names with commas between them; of many the first, and how many more there are. */
export function inShort(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  const listed = names.slice(0, MAX_LISTED).map((name) => name.slice(0, MAX_LABEL_LENGTH));
  return more > 0 ? `${listed.join(', ')} and ${more.toLocaleString('en-US')} more` : listed.join(', ');
}

/** The header of a model file has a megabyte, and names the labels three times: better refused now than after hours of training. */
const MAX_LABEL_BYTES = 300_000;

const RIGHT_COLUMN =
  'is --label-column the right one? A TSV whose header names neither text nor label is read as label and text';

/**
 * The labels to train on, by name.
 *
 * @throws UserError when they are too few, too many or too long to be classes.
 */
export function trainingLabels(path: string, rows: readonly Labelled[]): string[] {
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  if (labels.length === 1) {
    throw new UserError(
      `${path} has only the label "${labels[0]}", allowed 2 to ${MAX_LABELS} different ones`,
    );
  }
  const long = labels.find(({ length }) => length > MAX_LABEL_LENGTH);
  if (labels.length > MAX_LABELS || long !== undefined) {
    const many = `over ${MAX_LABELS} labels, such as ${someOf(rows)}`;
    const received = long === undefined ? many : `the label "${long.slice(0, 40)}…"`;
    throw new UserError(
      `${path} has ${received}, allowed ${MAX_LABELS} of up to ${MAX_LABEL_LENGTH} characters; ${RIGHT_COLUMN}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(labels)));
  if (bytes > MAX_LABEL_BYTES) {
    throw new UserError(
      `the labels of ${path} take ${bytes} bytes as JSON, allowed ${MAX_LABEL_BYTES}: shorten them, or take control characters out`,
    );
  }
  return labels;
}

/** From so many labels on, numbers with decimals are a score. */
const MANY_NUMBERS = 64;
const DECIMAL = /^[+-]?\d*\.\d*[1-9]\d*(?:e[+-]?\d+)?$/i;

/**
 * Refuses labels that are a score, as soon as that is plain.
 *
 * @param firsts every label so far.
 * @throws UserError when they are many and most are numbers with decimals.
 */
export function refuseScores(path: string, firsts: readonly Labelled[]): void {
  if (firsts.length !== MANY_NUMBERS + 1) return;
  const numbers = firsts.filter(({ label }) => DECIMAL.test(label));
  if (2 * numbers.length <= firsts.length) return;
  throw new UserError(
    `the labels of ${path} are numbers such as ${someOf(numbers)}, allowed the names of up to ${MAX_LABELS} classes: ` +
      'is --label-column the right one? Put scores into classes first, such as low and high',
  );
}

/** Fewer labels may each have one row: a file that is only tried out. */
const FEW_LABELS = 20;

/** @throws UserError when more than half of the rows have a label that is new: an id, a date or a text. */
export function refuseNames(path: string, firsts: readonly Labelled[], rows: number): void {
  if (firsts.length <= FEW_LABELS || 2 * firsts.length <= rows) return;
  throw new UserError(
    `${path} has ${firsts.length.toLocaleString('en-US')} different labels in ${rows.toLocaleString('en-US')} rows, such as ` +
      `${someOf(firsts)}, allowed at most one for every 2 rows; ${RIGHT_COLUMN}`,
  );
}

function someOf(labels: readonly Labelled[]): string {
  const [first, second] = labels.map(({ label }) => json(label.slice(0, 40)));
  return `${first} and ${second}`;
}

/** What a command line takes without quotes. */
const PLAIN_WORD = /^[\w.+-]{1,30}$/;

/**
 * Checks that every row has one of the labels.
 *
 * @throws UserError naming the first row that has another, and where the labels are a scale that is known, how to map it.
 */
export function checkLabels(path: string, rows: readonly Labelled[], allowed: readonly string[]): void {
  const known = new Set(allowed);
  const stray = rows.find(({ label }) => !known.has(label));
  if (stray === undefined) return;
  const offer = offerFor([...new Set(rows.map(({ label }) => label))], allowed);
  const word = PLAIN_WORD.test(stray.label) ? stray.label : 'OLD';
  const remedy =
    offer === undefined
      ? `--map-labels ${word}=NEW gives it another name, ${word}= leaves its rows out`
      : `${offer.about}: ${offer.flag}${offer.reversed === undefined ? '' : `; the other way round: ${offer.reversed}`}`;
  throw new UserError(
    `line ${stray.line} of ${path} has the label "${stray.label.slice(0, 60)}", allowed ${inShort(allowed)}; ${remedy}`,
  );
}
