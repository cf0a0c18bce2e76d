import { describe, expect, it } from 'vitest';
import type { TextRow } from '../../../trainer/read/texts.ts';
import { answerPart } from '../../../trainer/scoring/answers.ts';
import { classifierOf } from '../../../trainer/scoring/load.ts';
import { tinyModel } from '../../contract/model.ts';

/** A table of the answers to rows. */
function tableOf(rows: readonly TextRow[], labels?: string[], withText = false): string {
  const named = rows[0].id === undefined ? 'line' : 'id';
  const task = { kind: 'rows', rows, named, isFirst: true } as const;
  return answerPart(classifierOf(tinyModel(labels)), task, { withText }).text;
}

describe('answerPart() of rows', () => {
  it.each([
    ['=1+1', `"'=1+1, good"`],
    ['+1 ', `"'+1 , good"`],
    ['@SUM(A1)', `"'@SUM(A1), good"`],
    ['-2+3', `"'-2+3, good"`],
    ['a;=1', `"a;'=1, good"`],
    ['he said "x"', '"he said ""x"", good"'],
    ['-', `"'-, good"`],
  ])('writes %s so that no spreadsheet runs it', (text, cell) => {
    const table = tableOf([{ line: 1, text: `${text}, good` }], undefined, true);
    expect(table.split('\r\n')[1]).toContain(`1,${cell},positive,`);
  });

  it('gives labels that are called as its columns are columns of their own', () => {
    const rows = [{ line: 1, id: '-5', text: 'good' } as const, { line: 2, problem: 'line 2 is blank' }];
    const table = tableOf(rows, ['error', 'label', 'score']);
    expect(table.split('\r\n')[0]).toBe(
      'id,label,score,probability_error,probability_label,probability_score,error',
    );
    expect(table).toMatch(/\r\n-5,score,0\.\d+,/);
    expect(table).toMatch(/\r\n,,,,,,line 2 is blank\r\n$/);
  });
});

describe('answerPart() of rows with many labels', () => {
  it('has the probability of each, though an answer shows the likeliest alone', () => {
    const labels = Array.from({ length: 65 }, (_, label) => `label ${label}`);
    const table = tableOf([{ line: 1, text: 'good' }], labels);
    const cells = table.split('\r\n')[1].split(',').slice(3, -1);
    expect(cells).toHaveLength(65);
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBeCloseTo(1, 3);
  });
});

describe('answerPart() of lines', () => {
  it('keeps what steers a terminal out of texts, ids and fields', () => {
    const row = { id: '\u001b[2J', text: 'good \u202e', 'a\u0085': ['\u200d'] };
    const bytes = new TextEncoder().encode(JSON.stringify(row));
    const task = { kind: 'lines', format: 'ndjson', part: { begin: 0, end: bytes.length }, bytes } as const;
    const { text, texts } = answerPart(classifierOf(tinyModel()), task, { withText: true });
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const { id, text: said, ...fields } = row;
    expect(JSON.parse(text)).toMatchObject({ id, text: said, label: 'positive', fields });
    expect(Object.keys(JSON.parse(text)).slice(0, 3)).toEqual(['id', 'text', 'label']);
    expect(texts).toBe(1);
  });
});
