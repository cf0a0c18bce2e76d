import { describe, expect, it } from 'vitest';
import { MAX_ROW_BYTES, type RowFormat } from '../../../src/model/rows/format.ts';
import { readHeader } from '../../../src/model/rows/header.ts';
import { type Row, readRow } from '../../../src/model/rows/row.ts';
import { readTooLong, TOO_LONG } from '../../../src/model/rows/toolong.ts';

const encoder = new TextEncoder();

/** What a row is, with numbers as they are written. */
function read(line: string, format: 'ndjson' | 'text' | 'tsv' = 'ndjson', columns?: string[]): Row {
  return JSON.parse(JSON.stringify(readRow(encoder.encode(line), { format, columns })));
}

const BLANK = 'The row has no visible character, at least one is needed.';
const BLANK_TEXT = 'The text has no visible character, at least one is needed.';
const NO_TEXT = 'The row has no field "text", which is needed.';

describe('readRow() of ndjson', () => {
  it.each<[string, Row]>([
    ['{"text":"a"}', { text: 'a' }],
    ['"a"', { text: 'a' }],
    ['{"id":"x","text":"a"}', { id: 'x', text: 'a' }],
    ['{"text":"a","id":0}', { id: 0, text: 'a' }],
    ['{"text":"a","line":7}', { line: 7, text: 'a' }],
    ['{"text":"a","line":7.5}', { fields: { line: 7.5 }, text: 'a' }],
    ['{"id":"x","line":7,"text":"a"}', { id: 'x', fields: { line: 7 }, text: 'a' }],
    ['{"id":null,"text":"a"}', { fields: { id: null }, text: 'a' }],
    ['{"label":"b","text":"a","z":[1],"y":{}}', { fields: { label: 'b', z: [1], y: {} }, text: 'a' }],
    ['{"text":"a","error":"b"}', { fields: { error: 'b' }, text: 'a' }],
    ['{"line":3,"error":"no column","c":1}', { line: 3, error: 'no column', fields: { c: 1 } }],
    ['{"id":1,"text":" "}', { id: 1, error: BLANK_TEXT }],
    ['{"id":1,"text":5,"c":2}', { id: 1, error: '"text" is a number, allowed a string.', fields: { c: 2 } }],
    ['{"text":null}', { error: '"text" is null, allowed a string.' }],
    ['{"error":5}', { error: NO_TEXT, fields: { error: 5 } }],
    ['{}', { error: NO_TEXT }],
    ['', { error: BLANK }],
    [' \t', { error: BLANK }],
    [
      '{"text":',
      { error: 'The row is not one JSON value, allowed a text in quotes or an object with a "text".' },
    ],
    ['[1]', { error: 'The row is a list, allowed a text in quotes or an object with a "text".' }],
    [
      '12345678901234567890',
      { error: 'The row is a number, allowed a text in quotes or an object with a "text".' },
    ],
    ['null', { error: 'The row is null, allowed a text in quotes or an object with a "text".' }],
  ])('%s', (line, row) => expect(read(line)).toEqual(row));

  it.each(['12345678901234567890', '1e400', '0.12345678901234567890', '-1E+99'])(
    'keeps the number %s as it came',
    (number) => {
      const row = readRow(encoder.encode(`{"id":${number},"text":"a","n":[${number}]}`), {
        format: 'ndjson',
      });
      expect(JSON.stringify(row)).toBe(`{"id":${number},"fields":{"n":[${number}]},"text":"a"}`);
    },
  );

  it('keeps a field __proto__, which changes nothing', () => {
    const row = readRow(encoder.encode('{"text":"a","__proto__":{"id":"b"}}'), { format: 'ndjson' });
    expect(JSON.stringify(row)).toBe('{"fields":{"__proto__":{"id":"b"}},"text":"a"}');
    expect(row.id).toBeUndefined();
  });

  it.each([
    [64, undefined],
    [65, 'A field of the row has more than 64 levels, allowed are 64.'],
    [30_000, 'A field of the row has more than 64 levels, allowed are 64.'],
  ])('of %i levels: %s', (levels, error) => {
    const line = `{"id":1,"text":"a","deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const row = readRow(encoder.encode(line), { format: 'ndjson' });
    expect('error' in row ? row.error : undefined).toBe(error);
    expect(row.id).toBe(1);
  });

  it('counts a number of many digits as none', () => {
    const line = `{"text":"a","deep":${'['.repeat(64)}12345678901234567890${']'.repeat(64)}}`;
    expect(readRow(encoder.encode(line), { format: 'ndjson' })).toHaveProperty('text', 'a');
  });
});

describe('readRow()', () => {
  it.each<[string, Row]>([
    ['{"text":"a"}', { text: '{"text":"a"}' }],
    [' ', { error: BLANK }],
  ])('of a text: %j', (line, row) => expect(read(line, 'text')).toEqual(row));

  it.each<[string, Row]>([
    ['7\ta\tx', { id: '7', fields: { label: 'x' }, text: 'a' }],
    ['7\t"a"\t', { id: '7', fields: { label: '' }, text: '"a"' }],
    ['7\t \tx', { id: '7', fields: { label: 'x' }, error: BLANK_TEXT }],
    ['7\ta', { error: "The row has 2 columns, allowed are the header's 3." }],
    ['', { error: BLANK }],
  ])('of tab-separated values: %j', (line, row) =>
    expect(read(line, 'tsv', ['id', 'text', 'label'])).toEqual(row),
  );

  it('has a column __proto__ as one like any other', () => {
    const row = readRow(encoder.encode('a\tx'), { format: 'tsv', columns: ['text', '__proto__'] });
    expect(JSON.stringify(row)).toBe('{"fields":{"__proto__":"x"},"text":"a"}');
  });

  it.each(['ndjson', 'text', 'tsv'] as const)('of %s refuses what is not UTF-8', (format) => {
    expect(readRow(Uint8Array.of(0x61, 0xff), { format })).toEqual({
      error: 'The row is not UTF-8, which is the only encoding allowed.',
    });
  });
});

describe('readTooLong()', () => {
  const rest = 'a'.repeat(500);

  it.each<[string, RowFormat, object]>([
    [`{"id":7,"text":"${rest}`, 'ndjson', { id: 7 }],
    [`{"id":"x \\"y\\u00e9","text":"${rest}`, 'ndjson', { id: 'x "yé' }],
    [`{ "id" : 12345678901234567890 , "text":"${rest}`, 'ndjson', { id: 12345678901234567890n }],
    [`{"line":9,"text":"${rest}`, 'ndjson', { line: 9 }],
    [`{"line":9.5,"text":"${rest}`, 'ndjson', {}],
    [`{"text":"${rest}`, 'ndjson', {}],
    [`{"id":"${rest}`, 'ndjson', {}],
    [`{"id":1-2,"text":"${rest}`, 'ndjson', {}],
    [`{"id":null,"text":"${rest}`, 'ndjson', {}],
    [`"${rest}`, 'ndjson', {}],
    [`{"id":7,"text":"${rest}`, 'text', {}],
    [`7\t${rest}`, 'tsv', { id: '7' }],
    [rest, 'tsv', {}],
  ])('keeps the name of %.30j… of %s', (beginning, format, named) => {
    const row = readTooLong(encoder.encode(beginning), { format, columns: ['id', 'text'] });
    const written = JSON.stringify({ ...named, error: TOO_LONG }, (_, value) =>
      typeof value === 'bigint' ? `#${value}#` : value,
    ).replace(/"#(\d+)#"/, '$1');
    expect(JSON.stringify(row)).toBe(written);
  });

  it('has no name where what comes before it is not UTF-8, and one before half a character', () => {
    const bytes = (...parts: number[]) => Uint8Array.from([...encoder.encode('{"id":7,"text":"a'), ...parts]);
    const reading = { format: 'ndjson' } as const;
    expect(readTooLong(bytes(0xff, 0x61), reading)).toEqual({ error: TOO_LONG });
    expect(readTooLong(bytes(0xe4, 0xb8), reading)).toEqual({ id: 7, error: TOO_LONG });
  });
});

describe('readHeader()', () => {
  const allowed = 'allowed names of columns with tabs between them, each once, one of them "text".';

  it.each([
    ['text', ['text']],
    ['id\ttext\r\n1\ta', ['id', 'text']],
    ['\ufefftext\tlabel\n', ['text', 'label']],
  ])('of %j are %j', (file, columns) =>
    expect(readHeader(encoder.encode(file))).toEqual({ ok: true, columns }),
  );

  it.each([
    ['id\tlabel\n', 'names no column "text"'],
    ['\ntext\n', 'names no column "text"'],
    ['text\ta\ta\n', 'names the column "a" twice'],
    ['', 'is missing, is not UTF-8 or has more than 65536 bytes'],
    [`text\t${'a'.repeat(MAX_ROW_BYTES)}`, 'is missing, is not UTF-8 or has more than 65536 bytes'],
  ])('refuses %#', (file, what) =>
    expect(readHeader(encoder.encode(file))).toEqual({
      ok: false,
      error: `The header line ${what}, ${allowed}`,
    }),
  );
});
