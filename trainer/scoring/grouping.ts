import { UserError } from '../errors.ts';
import type { Example } from '../read/examples.ts';
import { hasColumn } from '../read/hascolumn.ts';
import type { ExampleSelection } from '../read/selection.ts';
import type { Asked } from './score.ts';
import { orderParts, partOf, SLICES, type Slice } from './slices.ts';

/** What rows are measured by: a column of the file, which its selection names, or a slice that needs none. */
type Grouping = { selection: ExampleSelection; slice?: Slice };

/**
 * What `--by` means: a column where the file has one of that name, else the slice that is called so.
 *
 * @throws UserError when groups are to be left out that no column names.
 */
export async function groupingOf(selection: ExampleSelection): Promise<Grouping> {
  const { groupColumn, data, textColumn, labelColumn, format } = selection;
  const slice = SLICES.find((name) => name === groupColumn);
  if (slice === undefined) return { selection };
  const columns = { ...(textColumn === undefined ? {} : { textColumn }), labelColumn, format };
  if (await hasColumn(data, slice, columns)) return { selection };
  if (selection.without !== undefined) {
    throw new UserError(`--without names values of a column, and ${data} has no column "${slice}"`, 2);
  }
  const { groupColumn: _, ...rest } = selection;
  return { selection: rest, slice };
}

/** The name of each row's group, and the order in which groups are shown; undefined where none were asked for. */
export function groupsOf(
  { selection, slice }: Grouping,
  examples: readonly Example[],
  answers: readonly Asked[],
): { names: string[]; order: string[] } | undefined {
  if (slice === undefined && selection.groupColumn === undefined) return undefined;
  const names = examples.map(({ text, group = '' }, index) => {
    return slice === undefined ? group : partOf(slice, text, answers[index]);
  });
  const found = [...new Set(names)];
  return { names, order: slice === undefined ? found : orderParts(slice, found) };
}
