import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../../../trainer/read/examples.ts';
import { loadExamples } from '../../../../trainer/read/load.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();
const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const pretty = (value: unknown) => JSON.stringify(value, null, 2);

const TWO = [
  ['good film', 'pos'],
  ['bad film', 'neg'],
];

const task = (id: number, text: string, ...choices: string[]) => ({
  id,
  annotations: [
    {
      id: 10 + id,
      was_cancelled: false,
      result: [{ value: { choices }, from_name: 'sentiment', to_name: 'text', type: 'choices' }],
    },
  ],
  file_upload: 'reviews.csv',
  data: { text },
  meta: {},
});

describe('loadExamples() reads unaided', () => {
  it.each([
    [
      'amazon.jsonl',
      lines(
        { reviewerID: 'A1', asin: 'B0', reviewText: 'good film', overall: 5.0, summary: 'Five' },
        { reviewerID: 'A2', asin: 'B0', reviewText: 'bad film', overall: 1.0, summary: 'One' },
      ),
      [
        ['good film', '5'],
        ['bad film', '1'],
      ],
      'JSON Lines, text from field "reviewText", label from field "overall"',
    ],
    [
      'studio.json',
      pretty([task(1, 'good film', 'pos'), task(2, 'bad film', 'neg')]),
      TWO,
      'JSON, an array, Label Studio',
    ],
    [
      'studio-min.json',
      pretty([
        { text: 'good film', id: 1, sentiment: 'pos', annotator: 1, annotation_id: 1, lead_time: 2.5 },
        { text: 'bad film', id: 2, sentiment: { choices: ['neg'] }, annotator: 1, annotation_id: 2 },
      ]),
      TWO,
      'JSON, an array, Label Studio JSON-MIN, label from field "sentiment"',
    ],
    [
      'doccano.jsonl',
      lines(
        { id: 1, text: 'good film', label: ['pos'], Comments: [] },
        { id: 2, text: 'bad film', label: ['neg'], Comments: [] },
      ),
      TWO,
      'JSON Lines, doccano',
    ],
    ['fast.txt', '__label__pos good film\n\n__label__neg\tbad film\n', TWO, 'fastText'],
    [
      'numbers.jsonl',
      lines({ text: 'good film', label: 1 }, { text: 'bad film', label: 0 }),
      [
        ['good film', '1'],
        ['bad film', '0'],
      ],
      undefined,
    ],
    [
      'sst2.jsonl',
      lines({ idx: 0, sentence: 'good film', label: 'pos' }, { idx: 1, sentence: 'bad film', label: 'neg' }),
      TWO,
      'JSON Lines, text from field "sentence"',
    ],
    [
      'data.json',
      JSON.stringify([
        { text: 'good film', label: 'pos' },
        { text: 'bad film', label: 'neg' },
      ]),
      TWO,
      'JSON, an array',
    ],
    [
      'wrapped.json',
      pretty({ version: 1, data: TWO.map(([text, label]) => ({ Text: text, ' Label': label })) }),
      TWO,
      'JSON, the array "data", text from field "Text", label from field " Label"',
    ],
    [
      'columns.json',
      JSON.stringify({ text: ['good film', 'bad film'], label: ['pos', 'neg'] }),
      TWO,
      'JSON, an object of columns',
    ],
    [
      'pandas.json',
      JSON.stringify({ text: { 0: 'good film', 1: 'bad film' }, label: { 0: 'pos', 1: 'neg' } }),
      TWO,
      'JSON, an object of columns',
    ],
    [
      'split.json',
      JSON.stringify({ columns: ['text', 'label'], index: [0, 1], data: TWO }),
      TWO,
      'JSON, columns and rows',
    ],
    [
      'server.json',
      pretty({
        features: [
          { feature_idx: 0, name: 'text', type: { dtype: 'string', _type: 'Value' } },
          { feature_idx: 1, name: 'label', type: { names: ['neg', 'pos'], _type: 'ClassLabel' } },
        ],
        rows: [
          { row_idx: 0, row: { text: 'good film', label: 1 }, truncated_cells: [] },
          { row_idx: 1, row: { text: 'bad film', label: 0 }, truncated_cells: [] },
        ],
      }),
      TWO,
      'JSON, rows of Hugging Face, names of labels from its schema',
    ],
    [
      'prodigy.jsonl',
      lines(
        { text: 'good film', label: 'pos', answer: 'accept', _task_hash: 1 },
        { text: 'odd film', label: 'pos', answer: 'reject', _task_hash: 2 },
        { text: 'no film', label: 'pos', answer: 'ignore', _task_hash: 3 },
        { text: 'bad film', options: [{ id: 'neg' }], accept: ['neg'], answer: 'accept', _task_hash: 4 },
      ),
      TWO,
      'JSON Lines, Prodigy',
    ],
    [
      'spacy.jsonl',
      lines(
        { text: 'good film', cats: { pos: 0.9, neg: 0.1 } },
        { text: 'bad film', cats: { pos: 0, neg: 1 } },
      ),
      TWO,
      'JSON Lines, spaCy',
    ],
    [
      'pairs.json',
      JSON.stringify([
        ['good film', { cats: { pos: 1, neg: 0 } }],
        ['bad film', { cats: { pos: 0, neg: 1 } }],
      ]),
      TWO,
      'JSON, an array, spaCy',
    ],
    [
      'nested',
      lines({ data: { text: 'good film' }, gold: 'pos' }, { data: { text: 'bad film' }, gold: 'neg' }),
      TWO,
      'JSON Lines, text from field "data.text", label from field "gold"',
      { textColumn: 'data.text', labelColumn: 'gold' },
    ],
    ['object.json', pretty({ text: 'good film', label: 'pos' }), [TWO[0]], undefined],
    [
      'lines.json',
      lines({ text: 'good film', label: 'pos' }, { text: 'bad film', label: 'neg' }),
      TWO,
      'JSON Lines',
    ],
  ])('%s', async (name, content, expected, told, options: ReadOptions = {}) => {
    const path = write(name, content);
    const reports: string[] = [];
    const { examples, bad } = await loadExamples(path, { ...options, report: (line) => reports.push(line) });
    expect(examples.map(({ text, label }) => [text, label])).toEqual(expected);
    expect(bad).toBe(0);
    expect(reports[0]).toBe(told === undefined ? undefined : `reading ${path} as ${told}`);
  });

  it('counts what Prodigy says to leave out, and what Label Studio has no answer to', async () => {
    const reports: string[] = [];
    const report = (line: string) => reports.push(line);
    const answers = ['accept', 'reject', 'ignore', 'reject'];
    const rows = answers.map((answer, n) => ({ text: `film ${n}`, label: 'pos', answer }));
    const prodigy = write('counted.jsonl', lines(...rows));
    expect((await loadExamples(prodigy, { report })).examples).toHaveLength(1);
    const open = { ...task(2, 'open'), annotations: [] };
    const cancelled = { ...task(3, 'cancelled'), annotations: [{ was_cancelled: true, result: [] }] };
    const studio = write('open.json', pretty([task(1, 'good film', 'pos'), open, cancelled]));
    expect((await loadExamples(studio, { report })).examples).toHaveLength(1);
    expect(reports.filter((line) => line.startsWith('left out'))).toEqual([
      `left out of ${prodigy}, as Prodigy says: 2 answer "reject", 1 answer "ignore"`,
      `left out of ${studio}, as Label Studio says: 2 not annotated`,
    ]);
  });
});

describe('loadExamples() refuses in one sentence', () => {
  const spans = 'labels parts of its text, allowed one label for a text as a whole';
  it.each([
    ['spans.jsonl', lines({ id: 1, text: 'good film', label: [[0, 4, 'pos']] }), `line 1 of PATH ${spans}`],
    [
      'entities.jsonl',
      lines({ id: 1, text: 'x', entities: [{ id: 1, label: 'pos', start_offset: 0, end_offset: 1 }] }),
      `line 1 of PATH ${spans}`,
    ],
    [
      'regions.json',
      pretty([
        { ...task(1, 'x'), annotations: [{ result: [{ value: { start: 0, end: 1, labels: ['a'] } }] }] },
      ]),
      `line 2 of PATH ${spans}`,
    ],
    [
      'min-spans.json',
      JSON.stringify([
        { text: 'x', id: 1, label: [{ start: 0, end: 1, labels: ['a'] }], annotator: 1, annotation_id: 1 },
      ]),
      `line 1 of PATH ${spans}`,
    ],
    [
      'ambiguous.jsonl',
      lines({ review: 'x', stars: 5, sentiment: 'pos' }),
      'which field has the labels is not plain in PATH: it has review, stars, sentiment; ' +
        'say --text-column review --label-column stars',
    ],
    [
      'nothing.jsonl',
      lines({ a: 'x', 'b c': 5 }),
      "which field has the texts is not plain in PATH: it has a, b c; say --text-column a --label-column 'b c'",
    ],
    [
      'ragged.json',
      JSON.stringify({ text: ['a', 'b'], label: ['x'] }),
      'the columns of PATH differ in length: "text" has 2 rows, "label" 1',
    ],
    [
      'cut.json',
      '[{"text":"a","label":"b"},\n{"text":',
      'PATH ends at line 2 within its JSON array: it is cut off',
    ],
    [
      'more.json',
      '[{"text":"a","label":"b"}]\n{}',
      'PATH goes on at line 2 after its JSON array: remove the rest',
    ],
    ['broken.json', '{\n"text": a\n}', 'PATH is not JSON: write one array of objects, or an object a line'],
    ['not.parquet', 'label,text\na,b\n', 'PATH is no Parquet: it does not begin with PAR1'],
  ])('%s', async (name, content, message) => {
    const path = write(name, content);
    await expect(loadExamples(path)).rejects.toThrow(message.replace('PATH', path));
  });

  it.each([
    ['many.jsonl', lines({ text: 'x', label: ['pos', 'neg'] }), 'has 2 labels (pos, neg), allowed one'],
    ['none.jsonl', lines({ text: 'x', label: [] }), 'has no label'],
    ['tie.jsonl', lines({ text: 'x', cats: { pos: 0.5, neg: 0.5 } }), 'has 2 labels (pos, neg), allowed one'],
    ['fast.txt', '__label__pos __label__neg x\n', 'has 2 labels (pos, neg), allowed one'],
    ['disagree.json', pretty([task(1, 'x', 'pos', 'neg')]), 'has 2 labels (pos, neg), allowed one'],
  ])('a row of %s that has not one label, with the reason', async (name, content, reason) => {
    await expect(loadExamples(write(name, content))).rejects.toThrow(reason);
  });
});
