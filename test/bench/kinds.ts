import { fileURLToPath } from 'node:url';
import type { GroupResult } from '../../trainer/corpora/cases.ts';
import { grid } from '../../trainer/terminal/table.ts';

/**
 * Texts of our own writing for each kind of fault that public reports about sentiment analysis name. A group holds a kind; the
 * group of its name with `CONTRAST` holds texts that look alike and ask for another label, so that no model wins by one answer.
 */
export const REPORTS = fileURLToPath(new URL('reports.jsonl', import.meta.url));
export const CONTRAST = ', contrast';

const LANGUAGES = ['en', 'zh'];
const COLUMNS = ['English', 'contrast', 'Chinese', 'contrast', 'others'];
const WIDTH = 100;

type Tally = { cases: number; failed: number };

/** The kind of a group, and the column that its cases are counted in. */
export function cellOf({ group, language = '' }: Pick<GroupResult, 'group' | 'language'>): {
  kind: string;
  column: number;
} {
  const isContrast = group.endsWith(CONTRAST);
  const index = LANGUAGES.indexOf(language);
  const column = index < 0 ? COLUMNS.length - 1 : 2 * index + (isContrast ? 1 : 0);
  return { kind: isContrast ? group.slice(0, -CONTRAST.length) : group, column };
}

/** The share of each kind that fails: a row a kind, with how many texts there are. */
export function kindsTable(groups: readonly GroupResult[]): string {
  const kinds = new Map<string, Tally[]>();
  for (const group of groups) {
    const { kind, column } = cellOf(group);
    const row = kinds.get(kind) ?? COLUMNS.map(() => ({ cases: 0, failed: 0 }));
    kinds.set(kind, row);
    row[column].cases += group.cases;
    row[column].failed += group.failed;
  }
  const rows = [...kinds].map(([kind, row]) => [kind, ...row.map(share)]);
  return grid([['share that fails', ...COLUMNS], ...rows], WIDTH);
}

function share({ cases, failed }: Tally): string {
  return cases === 0 ? '–' : `${Math.round((100 * failed) / cases)} % of ${cases}`;
}
