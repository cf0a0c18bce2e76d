import { describe, expect, it } from 'vitest';
import type { TextRow } from '../../../trainer/read/texts.ts';
import { answerLines, answerTable } from '../../../trainer/scoring/answers.ts';
import { classifierOf } from '../../../trainer/scoring/load.ts';
import { tinyModel } from '../../contract/model.ts';

async function* rowsOf(rows: readonly TextRow[]): AsyncGenerator<TextRow> {
  yield* rows;
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

describe('answerTable()', () => {
  it.each([
    ['=1+1', `"'=1+1, good"`],
    ['+1 ', `"'+1 , good"`],
    ['@SUM(A1)', `"'@SUM(A1), good"`],
    ['-2+3', `"'-2+3, good"`],
    ['a;=1', `"a;'=1, good"`],
    ['he said "x"', '"he said ""x"", good"'],
    ['-', `"'-, good"`],
  ])('writes %s so that no spreadsheet runs it', async (text, cell) => {
    const rows = rowsOf([{ line: 1, text: `${text}, good` }]);
    const table = await joined(answerTable(classifierOf(tinyModel()), rows, { withText: true }));
    expect(table.split('\r\n')[1]).toContain(`1,${cell},positive,`);
  });

  it('gives labels that are called as its columns are columns of their own', async () => {
    const model = classifierOf(tinyModel(['error', 'label', 'score']));
    const rows = [{ line: 1, id: '-5', text: 'good' } as const, { line: 2, problem: 'line 2 is blank' }];
    const table = await joined(answerTable(model, rowsOf(rows), { withText: false }));
    expect(table.split('\r\n')[0]).toBe(
      'id,label,score,probability_error,probability_label,probability_score,error',
    );
    expect(table).toMatch(/\r\n-5,score,0\.\d+,/);
    expect(table).toMatch(/\r\n,,,,,,line 2 is blank\r\n$/);
  });
});

describe('answerTable() of many labels', () => {
  it('has the probability of each, though an answer shows the likeliest alone', async () => {
    const labels = Array.from({ length: 65 }, (_, label) => `label ${label}`);
    const rows = rowsOf([{ line: 1, text: 'good' }]);
    const table = await joined(answerTable(classifierOf(tinyModel(labels)), rows, { withText: false }));
    const cells = table.split('\r\n')[1].split(',').slice(3, -1);
    expect(cells).toHaveLength(65);
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBeCloseTo(1, 3);
  });
});

describe('answerLines()', () => {
  it('keeps what steers a terminal out of texts and ids', async () => {
    const rows = rowsOf([{ line: 1, id: '\u001b[2J', text: 'good \u202e' }]);
    const lines = await joined(answerLines(classifierOf(tinyModel()), rows, { named: true, withText: true }));
    for (const steering of ['\u001b', '\u202e']) expect(lines).not.toContain(steering);
    expect(JSON.parse(lines)).toMatchObject({ id: '\u001b[2J', text: 'good \u202e', label: 'positive' });
  });
});
