import { MAX_LABEL_LENGTH, MAX_LABELS } from '../../src/model/network/config.ts';
import { UserError } from '../errors.ts';
import { json } from '../print.ts';

/** A label and the line where it stands, of each row or of the first one that has it. */
export type Labelled = { label: string; line: number };

/** Labels by falling count, then by name; those that do not occur are left out. */
export function orderLabels(counts: Iterable<[string, number]>): Map<string, number> {
  const occurring = [...counts].filter(([, count]) => count > 0);
  return new Map(occurring.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

const BINARY: Record<string, string> = { '0': 'negative', '1': 'positive' };

/** 0 and 1 become negative and positive where they are the only labels; other rows are returned as they are. */
export function nameBinaryLabels<Example extends Labelled>(rows: Example[]): Example[] {
  if (rows.length === 0 || !rows.every(({ label }) => Object.hasOwn(BINARY, label))) return rows;
  return rows.map((row) => ({ ...row, label: BINARY[row.label] }));
}

/** As `nameBinaryLabels`, unless 0 or 1 is one of the labels that the rows are held against. */
export function nameLike<Example extends Labelled>(labels: readonly string[], rows: Example[]): Example[] {
  return labels.includes('0') || labels.includes('1') ? rows : nameBinaryLabels(rows);
}

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
        'is --label-column the right one? A TSV whose header names neither text nor label is read as label and text',
    );
  }
  return labels;
}

/** What of a label is left when case, Unicode normalisation, invisible characters and kinds of blanks do not count. */
function plainLabel(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}|\p{Cc}|[\ufe00-\ufe0f]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const ALIKE = 'only in case, Unicode normalisation or invisible characters';

/** A note on each group of labels that people would take for one. @param firsts every label once. */
export function alikeLabels(firsts: readonly Labelled[]): string[] {
  const groups = Map.groupBy(firsts, ({ label }) => plainLabel(label));
  const alike = [...groups.values()].filter(({ length }) => length > 1);
  return alike.map((group) => {
    const named = group.map(({ label, line }) => `${json(label)} (line ${line})`).join(', ');
    return `note: the labels ${named} differ ${ALIKE}, and are learned as ${group.length}: write them alike to make them one`;
  });
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
  const alike = allowed.find((label) => plainLabel(label) === plainLabel(stray.label));
  const hint = alike === undefined ? '' : `; it differs from ${json(alike)} ${ALIKE}`;
  throw new UserError(
    `line ${stray.line} of ${path} has the label "${stray.label.slice(0, 60)}", allowed ${allowed.join(', ')}${hint}`,
  );
}
