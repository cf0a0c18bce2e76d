import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { openRowLines } from '../../../trainer/read/ndjson.ts';
import type { TextOptions } from '../../../trainer/read/texts.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

/** The lines of a file, and what they are. */
async function linesOf(path: string, options: TextOptions = {}): Promise<[format: string, lines: string]> {
  const { format, pieces } = await openRowLines(path, options);
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return [format, Buffer.concat(all).toString()];
}

const READY =
  '{"id":12345678901234567890,"text":"good","stars":[5,null]}\n\n{"text":\n{"id":"x","line":7}\r\n';
const REVIEWS = '{"uid":7,"review":"good","stars":5}\n{"uid":8,"review":" ","label":"x","line":3}\n{\n';
const LABEL_STUDIO = JSON.stringify([
  { id: 7, data: { text: 'good', stars: 5 }, annotations: [{ result: [{ value: { choices: ['a'] } }] }] },
]);
const PARQUET = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [7n, 8n], type: 'INT64' },
      { name: 'text', data: ['good', ' '], type: 'STRING' },
      { name: 'stars', data: [5, 1], type: 'DOUBLE' },
    ],
  }),
);

describe('openRowLines()', () => {
  it.each([
    ['texts.txt', 'good\r\n\n"bad", text', 'text'],
    ['rows.jsonl', READY, 'ndjson'],
    ['rows', READY.slice(0, 60), 'ndjson'],
    ['broken.jsonl', '{"text"\nbad\n', 'ndjson'],
  ])('leaves %s as it is', async (name, content, format) => {
    expect(await linesOf(write(name, content))).toEqual([format, content]);
  });

  it.each<[name: string, content: string | Uint8Array, lines: unknown[], options?: TextOptions]>([
    [
      'table.csv',
      'id,text,stars\n7,"good, ""very""\nnice",5\n8,,1\n9\n',
      [
        { id: '7', text: 'good, "very"\nnice' },
        { id: '8', error: 'line 4 has a blank text' },
        { line: 5, error: 'line 5 has 1 fields, the first row has 3' },
      ],
    ],
    ['nameless.tsv', 'label\ttext\npositive\tgood\n', [{ line: 2, text: 'good' }]],
    [
      'reviews.jsonl',
      REVIEWS,
      [
        { line: 1, text: 'good', uid: 7, stars: 5 },
        { line: 2, error: 'line 2 has a blank text', uid: 8, label: 'x' },
        { line: 3, error: 'line 3 is not JSON' },
      ],
    ],
    [
      'named.jsonl',
      REVIEWS,
      [
        { id: 7, text: 'good', stars: 5 },
        { id: 8, error: 'line 2 has a blank text', label: 'x' },
        { line: 3, error: 'line 3 is not JSON' },
      ],
      { textColumn: 'review', idColumn: 'uid' },
    ],
    ['studio.json', LABEL_STUDIO, [{ id: 7, text: 'good' }]],
    [
      'parquet',
      PARQUET,
      [
        { id: '7', text: 'good' },
        { id: '8', error: 'row 2 has a blank text' },
      ],
    ],
    ['latin.csv', Buffer.from('text\ncafé crème\n', 'latin1'), [{ line: 2, text: 'café crème' }]],
  ])('writes the rows of %s as objects', async (name, content, expected, options) => {
    const lines = expected.map((row) => `${JSON.stringify(row)}\n`).join('');
    expect(await linesOf(write(name, content), options)).toEqual(['ndjson', lines]);
  });

  it.each(['', ' ', '\ufeff\u3000'])(
    'keeps the place of the row %j beside rows that are not UTF-8',
    async (blank) => {
      const broken = Buffer.from([...Buffer.from('{"review":"caf'), 0xff, ...Buffer.from('"}')]);
      const rows = ['{"review":"très bon"}', broken, blank, '{"review":"good"}', blank];
      for (const order of [rows, rows.toReversed()]) {
        const content = Buffer.concat(order.flatMap((row) => [Buffer.from(row), Buffer.from('\n')]));
        const [, lines] = await linesOf(write('slips.jsonl', content));
        const read = lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(read.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
        const texts = order.map((row) =>
          String(row).includes('bon') || String(row).includes('good') ? 'text' : 'error',
        );
        expect(read.map((row) => ('text' in row ? 'text' : 'error'))).toEqual(texts);
      }
    },
  );

  it('finds out what fields mean behind blank rows of standard input and of files', async () => {
    const content = `${'\n'.repeat(30)}{"review":"good"}\n`;
    const [format, lines] = await linesOf(write('late.jsonl', content));
    expect(format).toBe('ndjson');
    expect(lines.trimEnd().split('\n')).toHaveLength(31);
    expect(lines).toMatch(/\{"line":31,"text":"good"\}\n$/);
  });

  it('hands on what it has read before it fails', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `{"id":${row},"text":"good"}`);
    const { pieces } = await openRowLines(write('cut.json', `[${rows.join(',\n')},\n{"text":`), {});
    const read: string[] = [];
    const reading = async () => {
      for await (const piece of pieces) read.push(piece.toString());
    };
    await expect(reading()).rejects.toThrow('it is cut off');
    expect(read).toEqual([rows.map((row) => `${row}\n`).join('')]);
  });
});
