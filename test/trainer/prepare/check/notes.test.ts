import { describe, expect, it } from 'vitest';
import { buildConfigs } from '../../../../trainer/experiment/configs.ts';
import { readParts } from '../../../../trainer/prepare/prepare.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();

async function notesOf(rows: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  const plain = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 'x' : 'y'}\tplain text number ${i}`);
  const data = write('data.tsv', `label\ttext\n${[...plain, ...rows].join('\n')}\n`);
  const configs = buildConfigs('small', { network: {}, train: {} });
  await readParts({ ...configs, data, report: (note) => notes.push(note) });
  return notes.filter((note) => note.startsWith('note:'));
}

const LAST = 'note: trainer check --data FILE names the lines';

describe('readParts()', () => {
  it.each([
    [[], []],
    [
      ['x\tsame here', 'x\tSame here.'],
      ['note: 1 row repeats an earlier one', LAST],
    ],
    [
      ['x\tsame here', 'y\tSame here.', 'y\tmail a@b.example', 'y\tcall (415) 555-0132'],
      [
        'note: 1 text of several rows with different labels: one of them is wrong, or the text does not tell',
        'note: the texts seem to have e-mail addresses (1 row) and telephone numbers (1 row)',
        LAST,
      ],
    ],
    [['x\tcafÃ©'], ['note: 1 row has characters that were read in the wrong encoding', LAST]],
  ])('says of the rows %j %j', async (rows, notes) => {
    expect(await notesOf(rows)).toEqual(notes);
  });
});
