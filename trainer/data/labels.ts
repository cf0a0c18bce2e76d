import { UserError } from '../errors.ts';

/** A label and the line where it stands, of each row or of the first one that has it. */
export type Labelled = { label: string; line: number };

/** Labels by falling count, then by name; those that do not occur are left out. */
export function orderLabels(counts: Iterable<[string, number]>): Map<string, number> {
  const occurring = [...counts].filter(([, count]) => count > 0);
  return new Map(occurring.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

const BINARY: Record<string, string> = { '0': 'negative', '1': 'positive' };

/** 0 and 1 become negative and positive where they are the only labels; other rows are returned as they are. */
export function nameBinaryLabels<Row extends Labelled>(rows: Row[]): Row[] {
  if (rows.length === 0 || !rows.every(({ label }) => Object.hasOwn(BINARY, label))) return rows;
  return rows.map((row) => ({ ...row, label: BINARY[row.label] }));
}

/** As `nameBinaryLabels`, unless 0 or 1 is one of the labels that the rows are held against. */
export function nameLike<Row extends Labelled>(labels: readonly string[], rows: Row[]): Row[] {
  return labels.includes('0') || labels.includes('1') ? rows : nameBinaryLabels(rows);
}

export const MAX_LABELS = 64;
const MAX_LABEL_LENGTH = 64;

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
    const received = long === undefined ? `over ${MAX_LABELS} labels` : `the label "${long.slice(0, 40)}…"`;
    throw new UserError(
      `${path} has ${received}, allowed ${MAX_LABELS} of up to ${MAX_LABEL_LENGTH} characters; ` +
        'is --label-column the right one?',
    );
  }
  return labels;
}

/**
 * Checks that every row has one of the labels.
 *
 * @throws UserError naming the first row that has another.
 */
export function checkLabels(path: string, rows: readonly Labelled[], allowed: readonly string[]): void {
  const known = new Set(allowed);
  const stray = rows.find(({ label }) => !known.has(label));
  if (stray === undefined) return;
  throw new UserError(
    `line ${stray.line} of ${path} has the label "${stray.label.slice(0, 60)}", allowed ${allowed.join(', ')}`,
  );
}
