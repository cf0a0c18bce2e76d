import { expect, it } from 'vitest';
import { readEmotions } from '../../../trainer/corpora/emotions.ts';
import { collect, temporaryFolder } from '../files.ts';

const write = temporaryFolder();

it('readEmotions() has the texts with one emotion that is not neutral, without markup', async () => {
  const rows = [
    'so &amp; so\t0\ta',
    'both\t0,1\tb',
    'flat\t27\tc',
    'wow\t26\td',
    'odd\t28\te',
    'none',
    'x\t1e0',
  ];
  const path = write('emotions.tsv', `${rows.join('\n')}\n`);
  const read = await collect(readEmotions(path));
  expect(read.map((row) => ('problem' in row ? row.place : [row.text, row.label]))).toEqual([
    ['so & so', 'admiration'],
    ['wow', 'surprise'],
    'emotions.tsv, line 5',
    'emotions.tsv, line 6',
    'emotions.tsv, line 7',
  ]);
});
