import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Example, readExamples } from '../../../trainer/read/examples.ts';
import { temporaryFolder } from '../files.ts';
import { encode } from './encode.ts';

const write = temporaryFolder();

/** What a table is written with. */
const WRITER = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  quotes: fc.constantFrom('where needed', 'always'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with a mark', 'windows-1252', 'utf-16le', 'utf-16be'),
  gzip: fc.boolean(),
  extension: fc.constantFrom('csv', 'tsv'),
  labelFirst: fc.boolean(),
});
type Writer = typeof WRITER extends fc.Arbitrary<infer Choice> ? Choice : never;

/** Texts full of what has a meaning in tables. */
const TEXT = fc
  .array(
    fc.constantFrom('good', 'très', '好', '😀', ' ', ',', ';', '|', '\t', '"', '""', '\n', '\\', "'", 'a"b'),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => `${parts.join('')}.`);
const ROWS = fc.array(fc.record({ text: TEXT, label: fc.constantFrom('good', 'bad', 'so so') }), {
  minLength: 3,
  maxLength: 30,
});

/** As a writer of CSV writes it: a field with the delimiter, a quote or a line end is in quotes, and its quotes are doubled. */
function writeTable(rows: readonly { text: string; label: string }[], choice: Writer): Uint8Array {
  const field = (value: string) => {
    const needs = value.includes(choice.delimiter) || /["\r\n]/.test(value);
    return needs || choice.quotes === 'always' ? `"${value.replaceAll('"', '""')}"` : value;
  };
  const line = (text: string, label: string) => {
    const fields = (choice.labelFirst ? [label, text] : [text, label]).map(field);
    return `${fields.join(choice.delimiter)}${choice.end}`;
  };
  const table = [line('text', 'label'), ...rows.map(({ text, label }) => line(text, label))].join('');
  const [encoding, mark = ''] = choice.encoding.split(' with ');
  const needsMark = mark !== '' || encoding.startsWith('utf-16');
  const bytes = encode(encoding, `${needsMark ? '\ufeff' : ''}${table}`);
  return choice.gzip ? gzipSync(bytes) : bytes;
}

/** What is left of a text in a file whose lines end in CR alone, or whose encoding has fewer characters. */
function expressible(text: string, { end, encoding }: Writer): string {
  const lines = end === '\r' ? text.replaceAll('\n', ' ') : text;
  return encoding === 'windows-1252' ? lines.replaceAll(/好|😀/g, 'é') : lines;
}

it('readExamples() reads what a writer of CSV has written, whatever its choices', async () => {
  await fc.assert(
    fc.asyncProperty(ROWS, WRITER, async (drawn, choice) => {
      const rows = drawn.map(({ text, label }) => ({ text: expressible(text, choice), label }));
      const path = write(`table.${choice.extension}`, writeTable(rows, choice));
      const read: Example[] = [];
      const bad: string[] = [];
      const onBadRow = (line: number, why: string) => bad.push(`${line} ${why}`);
      // What is no language is no encoding's: the others are found.
      const encoding = choice.encoding === 'windows-1252' ? choice.encoding : undefined;
      for await (const row of readExamples(path, { encoding, onBadRow })) {
        read.push(row);
      }
      expect(bad).toEqual([]);
      expect(read.map(({ text, label }) => ({ text, label }))).toEqual(rows);
    }),
    { numRuns: 300, seed: 22 },
  );
});
