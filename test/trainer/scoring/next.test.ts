import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKey } from '../../../trainer/read/split.ts';
import type { TextRow } from '../../../trainer/read/texts.ts';
import { classifierOf } from '../../../trainer/scoring/load.ts';
import { chooseNext, readCandidates } from '../../../trainer/scoring/next.ts';
import { tinyModel } from '../../contract/model.ts';

const model = classifierOf(tinyModel());
const none = { labelled: new Set<string>(), seed: 1 };

async function* rowsOf(texts: readonly string[]): AsyncGenerator<TextRow> {
  for (const [i, text] of texts.entries()) {
    yield text === '' ? { line: i + 1, problem: 'is blank' } : { line: i + 1, text };
  }
}

const drawn = [0.5, 0.1, 0.9, 0.1, Number.POSITIVE_INFINITY, 0.3].map((margin, index) => ({ index, margin }));
const indices = (chosen: readonly { index: number }[]) => chosen.map(({ index }) => index);

describe('chooseNext()', () => {
  it.each([
    ['half of each, equals as they were drawn', 4, [0, 1], [3, 5]],
    ['the odd one by its margin', 3, [0], [1, 3]],
    ['no text as uncertain of which nothing is read', 6, [0, 1, 2], [3, 5]],
    ['all where fewer are left', 100, [0, 1, 2, 3, 4, 5], []],
  ])('chooses %s', (_, count, random, uncertain) => {
    const chosen = chooseNext(drawn, count);
    expect([indices(chosen.random), indices(chosen.uncertain)]).toEqual([random, uncertain]);
  });

  it('never chooses a text twice, nor another one that is surer than one it leaves', () => {
    const margins = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(margins, fc.integer({ min: 2, max: 50 }), (values, count) => {
        const all = values.map((margin, index) => ({ index, margin }));
        const { random, uncertain } = chooseNext(all, count);
        const chosen = new Set([...random, ...uncertain]);
        expect(chosen.size).toBe(random.length + uncertain.length);
        expect(chosen.size).toBe(Math.min(count, Math.max(values.length, random.length)));
        const most = Math.max(0, ...uncertain.map(({ margin }) => margin));
        for (const each of all) if (!chosen.has(each)) expect(each.margin).toBeGreaterThanOrEqual(most);
      }),
      { seed: 1 },
    );
  });
});

describe('readCandidates()', () => {
  it('holds each text once, and counts the others', async () => {
    const labelled = new Set([groupKey('bad film')]);
    const rows = rowsOf(['good', '', 'Bad film!', 'GOOD.', 'good bad', 'nothing known']);
    const found = await readCandidates('x', rows, model, { labelled, seed: 1 });
    expect({ ...found, drawn: found.drawn.length }).toEqual({ drawn: 3, labelled: 1, repeated: 1, bad: 1 });
    const margins = new Map(found.drawn.map(({ text, margin }) => [text, margin]));
    expect(margins.get('good bad')).toBeCloseTo(0.420513, 6);
    expect(margins.get('good')).toBeGreaterThan(0.5);
    expect(margins.get('nothing known')).toBe(Number.POSITIVE_INFINITY);
  });

  it('draws by texts and seed, not by the order of the rows', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `good ${i}`);
    const order = async (rows: readonly string[], seed: number) =>
      (await readCandidates('x', rowsOf(rows), model, { ...none, seed })).drawn.map(({ text }) => text);
    expect(await order(texts.toReversed(), 1)).toEqual(await order(texts, 1));
    expect(await order(texts, 2)).not.toEqual(await order(texts, 1));
  });
});
