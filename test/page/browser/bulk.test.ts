import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Classifier } from '../../../src/model/classifier.ts';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { classifyTable, SHOWN_ROWS } from '../../../src/page/browser/bulk/classify.ts';
import { findTextColumn } from '../../../src/page/browser/bulk/columns.ts';
import { csvRow, freeNames } from '../../../src/page/browser/bulk/download.ts';
import { readLines, readTable } from '../../../src/page/browser/bulk/read.ts';
import { tinyModel } from '../../contract/model.ts';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
const read = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  readTable({ kind: 'file', file: file(name, content) });

describe('findTextColumn()', () => {
  it.each([
    [['id', 'text', 'label'], 1],
    [['Content', 'Review'], 1],
    [['id', 'review_text'], 1],
    [['id', 'reviewText'], 1],
    [['text_id', 'Customer comment'], 1],
    [['text_id', 'rating'], null],
    [['编号', '评论'], 1],
    [['\tTEXT '], 0],
    [[], null],
  ])('of %j is %j', (names, column) => expect(findTextColumn(names)).toBe(column));
});

describe('readTable()', () => {
  it('keeps line ends, quotes and delimiters that stand in quotes', async () => {
    const { columns, rows, text } = await read('a.CSV', 'id,text\r\n1,"one\ntwo, ""three"""\r\n2,four\n');
    expect(columns).toEqual(['id', 'text']);
    expect(rows).toEqual([
      ['1', 'one\ntwo, "three"'],
      ['2', 'four'],
    ]);
    expect(text).toBe(1);
  });

  it.each([';', '\t', '|', ','])('finds out that %j stands between cells', async (delimiter) => {
    const { rows } = await read('a.csv', `id${delimiter}text\n1${delimiter}good film\n`);
    expect(rows).toEqual([['1', 'good film']]);
  });

  it('reads TSV without quotes, as the trainer does', async () => {
    const { rows } = await read('a.tsv', 'text\tlabel\n"So" good\t1\n"Un\t0\n');
    expect(rows).toEqual([
      ['"So" good', '1'],
      ['"Un', '0'],
    ]);
  });

  it('reads any other file as lines, blank ones too', async () => {
    const { rows, isTable } = await read('a.txt', '\uFEFFone, two\r\n\nthree\n');
    expect([rows, isTable]).toEqual([[['one, two'], [''], ['three']], false]);
  });

  it('reads UTF-16 with a mark', async () => {
    const bytes = Uint8Array.from(Buffer.from('\uFEFFtext\n好\n', 'utf16le'));
    expect((await read('a.csv', bytes)).rows).toEqual([['好']]);
  });

  it('takes the first row for data where the user says so', async () => {
    const choice = { column: 1, isNamed: false };
    const table = await readTable({ kind: 'file', file: file('a.csv', '1,good\n2,bad\n'), choice });
    expect(table).toMatchObject({ columns: ['column 1', 'column 2'], text: 1 });
    expect(table.rows).toHaveLength(2);
  });

  it('leaves open where the texts are when no column is called so', async () => {
    expect(await read('a.csv', 'a,b\n1,2\n')).toMatchObject({ text: null, isTable: true });
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['a.csv', 'text\n"no end', /a\.csv cannot be read as a table: .*line 2/],
    ['a.csv', '', /a\.csv has no row, needed is at least one/],
    ['a.txt', Uint8Array.of(0xe9, 0x20), /a\.txt is not UTF-8: save it/],
  ])('says of %s with %j what is wrong', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });
});

describe('csvRow()', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1'])('escapes %j', (text) => {
    const [[cell, other]] = parse(csvRow([text, 'a=b']));
    expect([cell, other]).toEqual([`'${text}`, 'a=b']);
  });

  it('keeps all other texts', () => {
    const cells = ['a,b', 'say "so"', 'two\r\nlines', '', ' ', "'", '好'];
    expect(parse(csvRow(cells))).toEqual([cells]);
  });
});

describe('freeNames()', () => {
  it('takes no name that is there', () => {
    expect(freeNames(['label', 'score'], ['text', 'label', 'predicted_label'])).toEqual([
      'predicted_predicted_label',
      'score',
    ]);
  });
});

describe('classifyTable()', () => {
  let classifier: Classifier;
  beforeAll(() => {
    classifier = loadClassifier(tinyModel());
  });
  const quiet = () => undefined;

  it('gives each row what classify() gives, and its own cells', async () => {
    const table = await read('a.csv', 'id,text,label\n=1,good,x\n2, ,y\n3\n');
    const { csv, counts, blank, rows } = classifyTable(classifier, table, quiet);
    const { label, score, known, truncated, language } = classifier.classify('good');
    const [head, first, ...rest] = parse(await csv.text(), { bom: true });
    expect(head).toEqual([
      'id',
      'text',
      'label',
      'predicted_label',
      'score',
      'known',
      'truncated',
      'language',
    ]);
    expect(first.slice(0, 5)).toEqual(["'=1", 'good', 'x', label, String(score)]);
    expect(first.slice(5)).toEqual([known.toFixed(3), String(truncated), language]);
    expect(rest).toEqual([
      ['2', ' ', 'y', '', '', '', '', ''],
      ['3', '', '', '', '', '', '', ''],
    ]);
    expect([rows, blank]).toEqual([3, 2]);
    expect(counts.find((each) => each.label === label)?.count).toBe(1);
  });

  it('shows the first 200 rows, and has all in the file', async () => {
    const reports: number[] = [];
    const lines = readLines('good\n'.repeat(SHOWN_ROWS + 50));
    const { shown, csv } = classifyTable(classifier, lines, (rows) => reports.push(rows));
    expect(shown).toHaveLength(SHOWN_ROWS);
    expect(parse(await csv.text())).toHaveLength(SHOWN_ROWS + 51);
    expect(reports).toEqual([50, 100, 150, 200, 250]);
  });

  it.each([
    ['no row', readLines(''), /no row, needed is at least one/],
    ['no column', { ...readLines('a'), text: null }, /No column is chosen/],
  ])('refuses a table with %s', (_, table, message) => {
    expect(() => classifyTable(classifier, table, quiet)).toThrow(message);
  });
});
