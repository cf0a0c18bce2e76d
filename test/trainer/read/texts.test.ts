import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { openTexts, type TextOptions } from '../../../trainer/read/texts.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

async function read(path: string, options: TextOptions = {}): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const { line, id, ...row } of (await openTexts(path, options)).rows) {
    rows.push([id ?? line, 'text' in row ? row.text : { problem: row.problem }]);
  }
  return rows;
}

const IDS = [
  ['7', 'good'],
  ['8', 'bad'],
];
const NUMBERS = [
  [7, 'good'],
  [8, 'bad'],
];
const PARQUET = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [7n, 8n], type: 'INT64' },
      { name: 'text', data: ['good', 'bad'], type: 'STRING' },
    ],
  }),
);
const OBJECTS = '{"id":7,"text":"good"}\n{"id":8,"text":"bad"}\n';

describe('openTexts()', () => {
  it.each([
    ['texts.csv', 'id,text\n7,good\n8,bad\n', IDS],
    ['texts.txt', 'id,text\n7,good\n8,bad\n', IDS],
    ['reviews.tsv', 'ID\treview\n7\tgood\n8\tbad\n', IDS],
    ['rows.jsonl', OBJECTS, NUMBERS],
    ['rows.txt', OBJECTS, NUMBERS],
    ['rows.parquet', PARQUET, IDS],
    ['rows', PARQUET, IDS],
    [
      'labelled.tsv',
      'label\ttext\npositive\tgood\n\tbad\n',
      [
        [2, 'good'],
        [3, 'bad'],
      ],
    ],
    [
      'array.json',
      '[{"text":"good"},\n{"text":"bad"}]',
      [
        [1, 'good'],
        [2, 'bad'],
      ],
    ],
    [
      'fast.txt',
      '__label__a good\n__label__b bad\n',
      [
        [1, 'good'],
        [2, 'bad'],
      ],
    ],
    [
      'rejected.jsonl',
      '{"text":"good","answer":"accept"}\n{"text":"bad","answer":"reject"}\n',
      [
        [1, 'good'],
        [2, 'bad'],
      ],
    ],
    [
      'studio.json',
      '[{"id":7,"data":{"text":"good"},"annotations":[]},{"id":8,"data":{"text":"bad"},"annotations":[]}]',
      NUMBERS,
    ],
  ])('reads %s without its labels', async (name, content, expected) => {
    expect(await read(write(name, content))).toEqual(expected);
  });

  const TABBED = 'a very good film\tpositive\na very bad film\tnegative\nanother good film\tpositive\n';
  const PAIRS = [
    [1, 'a very good film'],
    [2, 'a very bad film'],
    [3, 'another good film'],
  ];
  const NAMED = [
    [2, 'good film'],
    [3, 'bad film'],
  ];
  it.each([
    [
      'tabs.txt',
      'review\tsentiment\ngood film\tpositive\nbad film\tnegative\n',
      NAMED,
      'TSV, text from column "review"',
    ],
    [
      'comma.txt',
      'review,sentiment\ngood film,positive\nbad film,negative\n',
      NAMED,
      'CSV, text from column "review"',
    ],
    ['bare.txt', TABBED, PAIRS, 'TSV, without a header: text first'],
    ['bare.tsv', TABBED, PAIRS, 'TSV, without a header: text first'],
    ['bare.csv', TABBED.replaceAll('\t', ','), PAIRS, 'CSV, without a header: text first'],
    ['swapped.csv', TABBED.replace(/(.*)\t(.*)/g, '$2,$1'), PAIRS, 'CSV, without a header: text second'],
  ])('reads %s as a table, and says so', async (name, content, expected, fact) => {
    const said: string[] = [];
    const path = write(name, content);
    expect(await read(path, { report: (line) => said.push(line) })).toEqual(expected);
    expect(said).toEqual([`reading ${path} as ${fact}`]);
  });

  it('does not take a header for a row, nor lines with a tab for a table without a word', async () => {
    const unknown = write('unknown.csv', 'id,remark\n1,a good film\n2,a bad film\n');
    await expect(read(unknown)).rejects.toThrow('which column has the texts is not plain');
    const said: string[] = [];
    const path = write('odd.txt', 'a\tb\tc\nd\te\tf\n');
    expect(await read(path, { report: (line) => said.push(line) })).toHaveLength(2);
    expect(said).toEqual([
      `note: each line of ${path} is read as one text; if it is a table, say --format tsv`,
    ]);
  });

  const PROBLEMS: Record<string, string> = { '': 'is blank', '\u200b': 'has no visible character' };
  it.each([
    ['plain.txt', '[[citation]] needed\n{not JSON}\n\nid\n'],
    ['comma.txt', 'text, however short\n__label__ is a word\n{"a":1}\n\n'],
    ['none', '[1] first\n"quoted", he said\n\u200b\nlast'],
  ])('reads %s as lines', async (name, content) => {
    const path = write(name, content);
    const lines = content.split('\n').slice(0, 4);
    const expected = lines.map((text, at) => [
      at + 1,
      PROBLEMS[text] === undefined ? text : { problem: `line ${at + 1} ${PROBLEMS[text]}` },
    ]);
    expect(await read(path)).toEqual(expected.slice(0, content.endsWith('\n\n') ? 4 : undefined));
    expect((await openTexts(path, {})).isPlain).toBe(true);
  });

  it('takes columns by name and by position, and says what there is', async () => {
    const named = write('odd.csv', 'a,key,b\ngood,x,bad\n');
    expect(await read(named, { textColumn: 'B', idColumn: 'key' })).toEqual([['x', 'bad']]);
    const bare = write('bare.csv', 'x,good\ny,bad\n');
    expect(await read(bare, { textColumn: '2', idColumn: '1' })).toEqual([
      ['x', 'good'],
      ['y', 'bad'],
    ]);
    await expect(read(named)).rejects.toThrow('which column has the texts is not plain in');
    await expect(read(named, { textColumn: 'a', idColumn: 'c' })).rejects.toThrow('column "c" is not in');
    await expect(read(bare, { textColumn: '3' })).rejects.toThrow('column 3 is not in');
    const objects = write('odd.jsonl', '{"a":"good","c":"bad"}\n');
    await expect(read(objects)).rejects.toThrow(/it has a, c; say --text-column a$/);
    await expect(read(objects, { textColumn: 'a', idColumn: 'id' })).rejects.toThrow('field "id" is not in');
  });

  it('gives bad rows with what is wrong with them', async () => {
    const path = write(
      'bad.jsonl',
      '{"id":1,"text":"good"}\n{"id":2,"text":" "}\n{"id":3}\n{\n{"id":5,"text":"\u200b"}\n \n\n',
    );
    expect(await read(path)).toEqual([
      [1, 'good'],
      [2, { problem: 'line 2 has a blank text' }],
      [3, { problem: 'line 3 "text" is missing, allowed a string' }],
      [4, { problem: 'line 4 is not JSON' }],
      [5, { problem: 'line 5 has no visible character' }],
      [6, { problem: 'line 6 is blank' }],
      [7, { problem: 'line 7 is blank' }],
    ]);
  });

  it('bounds lines of text where that is asked for', async () => {
    const path = write('long.txt', `good\n${'a'.repeat(9)}\n`);
    const problem = 'line 2 is over 8 bytes long, allowed up to that';
    expect(await read(path, { lineBytes: 8 })).toEqual([
      [1, 'good'],
      [2, { problem }],
    ]);
  });
});
