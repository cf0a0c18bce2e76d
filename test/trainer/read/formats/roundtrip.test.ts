import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, readElements } from '../../../../trainer/read/formats/elements.ts';
import { loadExamples } from '../../../../trainer/read/load.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();

type Row = { text: string; label: string };

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** Each format by its extension: as others write it. */
const WRITERS: Record<string, (rows: readonly Row[]) => string> = {
  'rows.csv': (rows) => `label,text\n${rows.map(({ text, label }) => `${label},${quoted(text)}\n`).join('')}`,
  'rows.jsonl': (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  'rows.json': (rows) => JSON.stringify(rows),
  'pretty.json': (rows) => JSON.stringify(rows, null, 1),
  'columns.json': (rows) =>
    JSON.stringify({ text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) }),
  'split.json': (rows) =>
    JSON.stringify({ columns: ['text', 'label'], data: rows.map(({ text, label }) => [text, label]) }),
  'doccano.jsonl': (rows) =>
    rows.map(({ text, label }, id) => `${JSON.stringify({ id, text, label: [label] })}\n`).join(''),
  'prodigy.jsonl': (rows) => rows.map((row) => `${JSON.stringify({ ...row, answer: 'accept' })}\n`).join(''),
  'spacy.json': (rows) =>
    JSON.stringify(rows.map(({ text, label }) => [text, { cats: { [label]: 1, other: 0.5 } }])),
  'studio.json': (rows) =>
    JSON.stringify(
      rows.map(({ text, label }, id) => ({
        id,
        data: { text },
        annotations: [{ result: [{ from_name: 'mood', type: 'choices', value: { choices: [label] } }] }],
      })),
    ),
  'fast.txt': (rows) => rows.map(({ text, label }) => `__label__${label} ${text}\n`).join(''),
};

/** Texts that are one line, and not blank; a first sign that is no blank, which fastText cannot keep. */
const row = fc.record({
  text: fc
    .tuple(fc.constantFrom('a', '房', '"', '[', '{', '1'), fc.string({ unit: 'grapheme' }))
    .map(([first, rest]) => `${first}x${rest.replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, ' ')}`),
  label: fc.constantFrom('pos', 'neg', '0', 'ünknown'),
});

describe('loadExamples()', () => {
  it.each(Object.keys(WRITERS))('reads %s back as it was written', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const { examples, bad } = await loadExamples(write(name, WRITERS[name](rows)));
        expect(examples.map(({ text, label }) => ({ text, label }))).toEqual(rows);
        expect(bad).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['deep.jsonl', `{"text":"a","label":"b","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`],
    ['deep.json', `[{"text":"a","label":"b","x":${'{"y":'.repeat(100_000)}1${'}'.repeat(100_000)}}]`],
    ['deep-label.json', `[{"text":"a","label":${'['.repeat(100_000)}"b"${']'.repeat(100_000)}}]`],
    ['deep-choices.jsonl', `{"text":"a","label":${'{"choices":'.repeat(100_000)}1${'}'.repeat(100_000)}}\n`],
  ])('gets through %s, 100,000 deep', async (name, content) => {
    const outcome = await loadExamples(write(name, content)).then(
      ({ examples }) => examples.map(({ label }) => label).join(),
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(outcome).toMatch(/^b$|^UserError: /);
  });

  it('leaves out a value of an array that is longer than 16 MB', async () => {
    const rows = ['{"text":"a","label":"b"}', `{"text":"${'x'.repeat(2 ** 24)}","label":"b"}`];
    const content = `[${[...Array(10).fill(rows[0]), rows[1], rows[0]].join(',\n')}]`;
    const reports: string[] = [];
    const { examples, bad } = await loadExamples(write('long.json', content), {
      report: (line) => reports.push(line),
    });
    expect([examples.length, bad]).toEqual([11, 1]);
    expect(reports.at(-1)).toBe('  line 11 is over 16777216 bytes long, allowed up to that');
  });
});

describe('readElements()', () => {
  it('finds the same values however the bytes come', async () => {
    const value = fc.jsonValue();
    await fc.assert(
      fc.asyncProperty(
        fc.array(value),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (values, size, isPretty) => {
          const bytes = Buffer.from(`\ufeff ${JSON.stringify(values, null, isPretty ? 2 : 0)}\n`);
          async function* chunks() {
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
          }
          const found: Element[] = [];
          for await (const element of readElements('x.json', chunks())) found.push(element);
          expect(found.map(({ bytes: part }) => JSON.parse(String(part)))).toEqual(
            JSON.parse(JSON.stringify(values)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
