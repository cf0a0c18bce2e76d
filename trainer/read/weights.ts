import { UserError } from '../errors.ts';

/** Weights of texts lie about 1: where half of the values are larger than this, they are something else. */
const MAX_MEDIAN = 20;

/**
 * Refuses a column that is called weight and has grams, prices or ids.
 *
 * @param cells its first rows.
 * @throws UserError with their median, where it is over `MAX_MEDIAN`.
 */
export function refuseOddWeights(path: string, column: string, cells: readonly (string | undefined)[]): void {
  const values = cells
    .map((cell = '') => (cell.trim() === '' ? 1 : Number(cell)))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const median = values[(values.length - 1) >> 1];
  if (median === undefined || median <= MAX_MEDIAN) return;
  throw new UserError(
    `the column "${column}" of ${path} has ${median} as its median, weights of texts lie about 1: say --no-weight-column ` +
      `if it is something else, or --weight-column ${column} if it is how much each text counts`,
  );
}
