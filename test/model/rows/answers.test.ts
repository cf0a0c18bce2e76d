import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { writeModel } from '../../../src/model/file/modelfile.ts';
import { PartAnswers } from '../../../src/model/rows/answers.ts';
import { ROW_CPU, type RowFormat } from '../../../src/model/rows/format.ts';
import { partAt, rangeOf } from '../../../src/model/rows/lines.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { overflowingParts, tinyParts } from '../../contract/tiny.ts';
import { sized } from '../../size.ts';

const encoder = new TextEncoder();
const classifier = loadClassifier(writeModel(tinyParts(), sha256), { cpu: ROW_CPU });

type Answered = { text: string; rows: number; errors: number };

/** The answers of a whole file that is cut into parts of so many bytes. */
function answersOf(file: Uint8Array, format: RowFormat, partBytes = 1_000_000, columns?: string[]): Answered {
  const all: Answered = { text: '', rows: 0, errors: 0 };
  for (let number = 0; number * partBytes < file.length; number++) {
    const part = partAt(number, partBytes, file.length);
    const { offset, length } = rangeOf(part, file.length);
    const answers = new PartAnswers(classifier, part, { format, columns });
    all.text += answers.push(file.subarray(offset, offset + length)) + answers.finish();
    all.rows += answers.rows;
    all.errors += answers.errors;
  }
  return all;
}

function linesOf({ text }: Answered): object[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const BLANK = 'The row has no visible character, at least one is needed.';

describe('PartAnswers', () => {
  it('answers every row in its place: name, answer or error, offset, fields', () => {
    const file = '{"text":"good","id":"x","label":"mine"}\n\n{"line":9,"text":" ","c":1}\r\n"bad"';
    const answered = answersOf(encoder.encode(file), 'ndjson');
    expect(linesOf(answered)).toEqual([
      { id: 'x', ...classifier.classify('good'), fields: { label: 'mine' } },
      { error: BLANK, offset: 40 },
      { line: 9, error: 'The text has no visible character, at least one is needed.', fields: { c: 1 } },
      classifier.classify('bad'),
    ]);
    expect(answered).toMatchObject({ rows: 4, errors: 2 });
    expect(answered.text).toMatch(/^\{"id":"x","label":.*"fields":\{"label":"mine"\}\}\n\{"error":/);
  });

  it('takes a byte order mark off the file, and off no other line', () => {
    const mark = '\ufeff';
    const answered = answersOf(encoder.encode(`${mark}"good"\n${mark}"good"\n`), 'ndjson');
    expect(linesOf(answered)).toEqual([
      classifier.classify('good'),
      expect.objectContaining({ error: expect.stringContaining('not one JSON value') }),
    ]);
  });

  it('does not answer the header of tab-separated values', () => {
    const file = encoder.encode('id\ttext\n1\tgood\n2\tbad\n');
    for (const partBytes of [3, 9, 100]) {
      const answered = answersOf(file, 'tsv', partBytes, ['id', 'text']);
      expect(linesOf(answered)).toEqual([
        { id: '1', ...classifier.classify('good') },
        { id: '2', ...classifier.classify('bad') },
      ]);
    }
  });

  it('passes the options on', () => {
    const part = { begin: 0, end: 4 };
    const answers = new PartAnswers(classifier, part, { format: 'text' }, { topK: 1, threshold: 1 });
    expect(JSON.parse(answers.push(encoder.encode('good')) + answers.finish())).toEqual(
      classifier.classify('good', { topK: 1, threshold: 1 }),
    );
  });

  it('reads a row of 64 KB to its end', () => {
    const [answer] = linesOf(answersOf(encoder.encode('good '.repeat(13_107)), 'text'));
    expect(answer).toMatchObject({ tokens: 13_107, truncated: false });
  });

  it('names a row that is too long, however large the parts are', () => {
    const long = 'a'.repeat(65_536);
    const file = encoder.encode(`"good"\n{"id":7,"text":"${long}"}\n{"text":"${long}","id":8}\n"bad"\n`);
    const error = 'The row has more than 65536 bytes, allowed are 65536 at most.';
    for (const partBytes of [100, 65_536, 1_000_000])
      expect(linesOf(answersOf(file, 'ndjson', partBytes))).toEqual([
        classifier.classify('good'),
        { id: 7, error },
        { error, offset: 65_562 },
        classifier.classify('bad'),
      ]);
  });

  it('gives a row that the model has no answer to an error', () => {
    const faulty = loadClassifier(writeModel(overflowingParts(), sha256), { cpu: ROW_CPU });
    const answers = new PartAnswers(faulty, { begin: 0, end: 5 }, { format: 'text' });
    expect(JSON.parse(answers.push(encoder.encode('good\n')))).toEqual({
      error:
        'The model has no answer to this text, allowed are weights of which its arithmetic does not overflow.',
      offset: 0,
    });
    expect(answers.errors).toBe(1);
  });

  it('has the same answers, rows and errors however large the parts are', () => {
    const unit = fc.constantFrom('{"text":"good"}', '"bad"', '\n', '\n', '\r\n', ' ', '{', 'é', '中\n');
    const bytes = fc.string({ unit, maxLength: 20 }).map((text) => encoder.encode(text));
    const format = fc.constantFrom<RowFormat>('ndjson', 'text');
    const same = fc.property(bytes, format, fc.integer({ min: 1, max: 30 }), (file, kind, partBytes) => {
      const whole = answersOf(file, kind);
      expect(answersOf(file, kind, partBytes)).toEqual(whole);
      expect(linesOf(whole)).toHaveLength(whole.rows);
    });
    fc.assert(same, { numRuns: sized(300, 20_000) });
  });

  it('answers any bytes at all with one line of JSON a row', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const format = fc.constantFrom<RowFormat>('ndjson', 'text', 'tsv');
    const total = fc.property(bytes, format, (file, kind) => {
      const answered = answersOf(file, kind, 64, ['text', 'label']);
      expect(linesOf(answered)).toHaveLength(answered.rows);
    });
    fc.assert(total, { numRuns: sized(300, 20_000) });
  });
});
