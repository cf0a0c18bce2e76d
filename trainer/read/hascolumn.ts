import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { type ReadOptions, readExamples } from './examples.ts';

/**
 * Whether a labelled file has a column, or its first usable row a field, of this name. What cannot be read twice, such
 * as a pipe, counts as having none; what cannot be read at all is named by whoever reads it next.
 */
export async function hasColumn(path: string, column: string, options: ReadOptions): Promise<boolean> {
  if (!(await isFile(path))) return false;
  const asked = { ...options, groupColumn: column, weightColumn: false, splitGroupColumn: false } as const;
  try {
    for await (const { group } of readExamples(path, asked)) return group !== undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return false;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
