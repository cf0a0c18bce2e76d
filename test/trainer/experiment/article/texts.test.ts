import { describe, expect, it } from 'vitest';
import { chooseTexts, numberTexts, type Row } from '../../../../trainer/experiment/article/texts.ts';
import { digest } from '../../../../trainer/read/heldout.ts';

const NONE: ReadonlySet<string> = new Set();
const ALL = Number.POSITIVE_INFINITY;

async function* streamOf(rows: readonly (Row | { problem: string })[]) {
  yield* rows;
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ text: `text ${index}`, label: index % 2 ? 'bad' : 'good' }));
const choose = (rows: readonly (Row | { problem: string })[], train: number, test: number, heldOut = NONE) =>
  chooseTexts('source', streamOf(rows), heldOut, { train, test });
const textsOf = (rows: readonly Row[]) => rows.map(({ text }) => text);

describe('chooseTexts()', () => {
  it('takes as many as are asked for, or all that are left, and each once', async () => {
    const some = await choose(rowsOf(50), 20, 10);
    expect([some.train.length, some.test.length]).toEqual([20, 10]);
    const { train, test } = await choose(rowsOf(50), 20, ALL);
    expect(new Set(textsOf([...train, ...test])).size).toBe(50);
    expect(textsOf(train)).toEqual(textsOf(some.train));
  });

  it('does not depend on the order of the rows', async () => {
    expect(await choose(rowsOf(50).reverse(), 20, ALL)).toEqual(await choose(rowsOf(50), 20, ALL));
  });

  it('keeps the texts of a group on one side', async () => {
    const grouped = rowsOf(200).map((row, index) => ({ ...row, splitGroup: `film ${index % 20}` }));
    const { train, test } = await choose(grouped, 55, 80);
    const films = new Set(train.map(({ splitGroup }) => splitGroup));
    expect([train.length, test.length, films.size]).toEqual([55, 80, 6]);
    expect(test.filter(({ splitGroup }) => films.has(splitGroup))).toEqual([]);
  });

  it('leaves out texts that models are measured with, bad rows, repeated ones and contradictions', async () => {
    const rows = [
      ...rowsOf(4),
      { text: 'TEXT 0!', label: 'good' },
      { text: 'Text 1', label: 'good' },
      { problem: 'is no tree' },
    ];
    const { train, test } = await choose(rows, 1, ALL, new Set([digest('text 3')]));
    expect(textsOf([...train, ...test]).sort()).toEqual(['text 0', 'text 2']);
  });

  it.each([
    [3, ALL],
    [2, 2],
  ])('refuses a source that has too few for %i and %f', async (train, test) => {
    await expect(choose(rowsOf(3), train, test)).rejects.toThrow(
      'source has 3 texts that can be used, and the article needs more: is it whole?',
    );
  });
});

describe('numberTexts()', () => {
  it('puts the test texts after the others, reads so many tokens, and sorts the labels', () => {
    const train = [{ text: 'one two three', label: 'good' }];
    const test = [{ text: 'two', label: 'bad' }];
    const { parts, labels } = numberTexts({ train, test }, 2);
    expect(labels).toEqual(['bad', 'good']);
    expect([...parts.train.selected, ...parts.dev.selected]).toEqual([0, 1]);
    expect([...parts.train.texts.offsets]).toEqual([0, 2, 3]);
    expect([...parts.train.texts.labels]).toEqual([1, 0]);
  });
});
