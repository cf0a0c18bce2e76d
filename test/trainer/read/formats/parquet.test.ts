import fc from 'fast-check';
import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../../../trainer/read/examples.ts';
import { loadExamples } from '../../../../trainer/read/load.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();

type Column = { name: string; data: unknown[]; type?: BasicType };

function parquet(columnData: Column[], options: object = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: columnData as never, ...options }));
}

async function pairs(path: string, options: ReadOptions = {}): Promise<string[][]> {
  const { examples } = await loadExamples(path, options);
  return examples.map(({ text, label }) => [text, label]);
}

const TEXTS = ['good film', 'bad film', '房间'];

describe('readParquet()', () => {
  it('reads row groups one after the other, and numbers of 64 bits as labels', async () => {
    const columns: Column[] = [
      { name: 'id', data: [1, 2, 3], type: 'INT32' },
      { name: 'Sentence', data: TEXTS, type: 'STRING' },
      { name: 'label', data: [1n, 0n, 2n ** 60n], type: 'INT64' },
    ];
    const path = write('groups.parquet', parquet(columns, { rowGroupSize: 2 }));
    const reports: string[] = [];
    const { examples } = await loadExamples(path, { report: (line) => reports.push(line) });
    expect(examples).toEqual([
      { text: 'good film', label: '1', line: 1 },
      { text: 'bad film', label: '0', line: 2 },
      { text: '房间', label: String(2n ** 60n), line: 3 },
    ]);
    expect(reports).toEqual([`reading ${path} as Parquet, text from field "Sentence"`]);
  });

  it('gives labels the names that Hugging Face wrote, and finds Parquet under any name', async () => {
    const features = { label: { names: ['neg', 'pos'], _type: 'ClassLabel' }, text: { _type: 'Value' } };
    const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }];
    const columns: Column[] = [
      { name: 'text', data: TEXTS, type: 'STRING' },
      { name: 'label', data: [1n, 0n, 1n], type: 'INT64' },
    ];
    const path = write('named.csv', parquet(columns, { kvMetadata }));
    expect((await pairs(path)).map(([, label]) => label)).toEqual(['pos', 'neg', 'pos']);
  });

  it('takes columns by name, names the columns that there are, and bad rows by number', async () => {
    const columns: Column[] = [
      { name: 'a', data: [...Array(10).fill('x'), null], type: 'STRING' },
      { name: 'b', data: Array(11).fill('y'), type: 'STRING' },
    ];
    const path = write('named.parquet', parquet(columns));
    const reports: string[] = [];
    const { bad } = await loadExamples(path, {
      ...{ textColumn: 'a', labelColumn: 'b' },
      report: (line) => reports.push(line),
    });
    expect(bad).toBe(1);
    expect(reports.at(-1)).toBe('  row 11 "a" is null, allowed a string');
    await expect(pairs(path)).rejects.toThrow('it has a, b; say --text-column a --label-column b');
  });

  it('reads back what was written', async () => {
    const row = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom('a', 'b', 'c'));
    const usable = row.filter(([text]) => /[a-z]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(usable, { minLength: 1 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, rowGroupSize) => {
          const columns: Column[] = [
            { name: 'text', data: rows.map(([text]) => text), type: 'STRING' },
            { name: 'label', data: rows.map(([, label]) => label), type: 'STRING' },
          ];
          expect(await pairs(write('any.parquet', parquet(columns, { rowGroupSize })))).toEqual(rows);
        },
      ),
      { numRuns: 3 },
    );
  });
});

describe('readParquet() of a damaged file', () => {
  const whole = parquet([
    { name: 'text', data: Array.from({ length: 300 }, (_, row) => `text ${row}`), type: 'STRING' },
    { name: 'label', data: Array.from({ length: 300 }, (_, row) => `label ${row % 3}`), type: 'STRING' },
  ]);
  const refusal = /^\S+ (?:is damaged, or no Parquet that can be read|has a row group of over 512 MB)/;
  const changed = (change: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = Uint8Array.from(whole);
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  };

  it.each([
    ['is cut', whole.subarray(0, whole.length - 9)],
    ['is a beginning alone', whole.subarray(0, 4)],
    ['claims a footer of 1 GB', changed((bytes, view) => view.setUint32(bytes.length - 8, 2 ** 30, true))],
    ['claims no footer', changed((bytes, view) => view.setUint32(bytes.length - 8, 0, true))],
    ['has zeros for a footer', changed((bytes) => bytes.fill(0, bytes.length - 60, bytes.length - 8))],
    ['has zeros for pages', changed((bytes) => bytes.fill(0, 4, 200))],
    // Every list of the footer has 2^31 elements.
    ['claims endless lists', changed((bytes) => bytes.fill(0xf9, bytes.length - 300, bytes.length - 8))],
  ])('that %s refuses it in one sentence', async (name, content) => {
    await expect(pairs(write(`${name.replaceAll(' ', '-')}.parquet`, content))).rejects.toThrow(refusal);
  });

  it('never ends the process, whichever bit is wrong', async () => {
    const outcomes = Array.from({ length: 6 }, async (_, turn) => {
      const at = 4 + Math.floor(((whole.length - 8) * turn) / 6);
      const path = write(
        `bit-${turn}.parquet`,
        changed((bytes) => {
          bytes[at] ^= 1 << (turn % 8);
        }),
      );
      const outcome = await pairs(path).then(
        (rows) => `${rows.length} rows`,
        (error: Error) => `${error.name}: ${error.message}`,
      );
      expect(outcome).toMatch(/^(?:\d+ rows|UserError: )/);
    });
    await Promise.all(outcomes);
  });
});
