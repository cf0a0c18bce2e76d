import { isBlank } from '../../src/model/text/tokenizer.ts';
import { explainFileError } from '../errors.ts';
import { openRows, type RowOptions } from './rows.ts';
import type { Fields } from './tables.ts';

/** One labelled text. `line` is where it begins in its file, from 1. */
export type Example = {
  text: string;
  label: string;
  line: number;
  /** How much it counts in training; only where the file has weights. */
  weight?: number;
  /** What its rows are measured with; only where a column for it was asked for. */
  group?: string;
  /** What its rows stay together by when the file is split; not where the file has no such column, or the cell is empty. */
  splitGroup?: string;
};

/** A weight a thousand times that of others is more likely a price or an id. */
const MAX_WEIGHT = 1000;
/** As far below 1: what counts less teaches nothing, and the least that a float can hold is a slip, not a weight. */
const MIN_WEIGHT = 1 / MAX_WEIGHT;

export type ReadOptions = RowOptions & {
  /** Told of every row that cannot be used; `reason` reads on from "line N …", or "row N …" where a file has no lines. */
  onBadRow?: ((line: number, reason: string, unit: 'line' | 'row') => void) | undefined;
};

/**
 * Streams a labelled file, row by row. Rows without a usable text, label or weight are told to `onBadRow` and left out.
 *
 * @throws UserError when the file cannot be opened, its columns cannot be found, or a CSV quote is broken.
 */
export async function* readExamples(path: string, options: ReadOptions = {}): AsyncGenerator<Example> {
  const labels = new Map<string, string>();
  try {
    const { unit, rows } = await openRows(path, options);
    for await (const parsed of rows) {
      const problem = 'problem' in parsed ? parsed.problem : problemOf(parsed);
      if ('problem' in parsed || problem !== undefined) {
        options.onBadRow?.(parsed.line, problem ?? '', unit);
      } else {
        const { text, line, weight, group, splitGroup = '' } = parsed;
        const row: Example = { text, label: intern(labels, parsed.label.trim()), line };
        if (weight !== undefined) row.weight = weightOf(weight);
        if (group !== undefined) row.group = intern(labels, group.trim());
        if (splitGroup.trim() !== '') row.splitGroup = splitGroup.trim();
        yield row;
      }
    }
  } catch (error) {
    throw explainFileError(path, error);
  }
}

function problemOf({ text, label, weight }: Fields): string | undefined {
  if (isBlank(text)) return 'has a blank text';
  if (label.trim() === '') return 'has a blank label';
  const value = weightOf(weight);
  if (value >= MIN_WEIGHT && value <= MAX_WEIGHT) return undefined;
  const received = typeof weight === 'object' ? 'of a list or object' : JSON.stringify(weight).slice(0, 40);
  return `has the weight ${received}, allowed ${MIN_WEIGHT} to ${MAX_WEIGHT}`;
}

/** 1 for a cell that is empty, NaN for one that is no number. */
function weightOf(value: unknown): number {
  if (value === undefined || value === null) return 1;
  if (typeof value === 'string') return value.trim() === '' ? 1 : Number(value);
  return typeof value === 'number' ? value : Number.NaN;
}

/** One string a label or group instead of one a row. */
function intern(known: Map<string, string>, label: string): string {
  const found = known.get(label);
  if (found !== undefined) return found;
  // A file whose labels or groups are texts must not fill this map.
  if (known.size < 1000) known.set(label, label);
  return label;
}
