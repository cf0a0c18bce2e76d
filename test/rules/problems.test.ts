import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Failure, PROBLEM_KINDS, problemOf } from '../../src/http/problem.ts';

const ROW = /^\| `\/problems\/([a-z-]+)` +\| (\d+) +\|/gm;

it('docs/problems.md lists every problem with its status, and no other', () => {
  const text = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(ROW)].map(([, kind, status]) => `${kind} ${status}`);
  // Only the detail needs more of the failure than its kind.
  const served = PROBLEM_KINDS.map((kind) => {
    const failure = {
      kind,
      name: '',
      value: '',
      field: '',
      method: '',
      received: '',
      allowed: [],
      served: [],
      where: 'body',
    };
    return `${kind} ${problemOf(failure as unknown as Failure).status}`;
  });
  expect(documented).toEqual(served);
});
