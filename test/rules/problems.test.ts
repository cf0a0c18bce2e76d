import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Failure, PROBLEM_KINDS, problemOf } from '../../src/http/problem.ts';
import { KIND_PAGES } from '../../src/page/examples.ts';

const ROW = /^\| `\/problems\/([a-z-]+)` +\| (\d+) +\| (.*?) +\|$/gm;

it('docs/problems.md says of every problem what its page says, and of no other', () => {
  const text = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(ROW)].map(([, kind, status, when]) => `${kind} ${status} ${when}`);
  // Only the detail needs more of the failure than its kind.
  const texts = { name: '', value: '', wanted: '', field: '', method: '', received: '', origin: '' };
  const parts = { ...texts, where: 'body' };
  const lists = { allowed: [], served: [], fields: [] };
  const served = PROBLEM_KINDS.map((kind) => {
    const { status } = problemOf({ kind, ...parts, ...lists } as unknown as Failure);
    return `${kind} ${status} ${KIND_PAGES[kind].when}`;
  });
  expect(documented).toEqual(served);
});
