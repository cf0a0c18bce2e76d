import { describe, expect, it } from 'vitest';
import { TextCollector, TextNumbers } from '../../../trainer/encode/texts.ts';
import { comparisonFolds } from '../../../trainer/experiment/comparisonfolds.ts';

/** Texts of two labels, three a split group, and one text of a third. */
function partOf(size: number) {
  const numbers = new TextNumbers();
  const collector = new TextCollector(numbers, 256);
  for (let line = 0; line < size; line++) {
    collector.add({ text: `text number ${line}`, line, splitGroup: `${Math.floor(line / 3)}` }, line % 2);
  }
  collector.add({ text: 'alone', line: size, splitGroup: 'alone' }, 2);
  const texts = collector.texts();
  return { numbers, part: { texts, selected: Int32Array.from(texts.labels.keys()) } };
}

const options = { k: 3, rows: 120, minimum: 20, seed: 1 };

describe('comparisonFolds()', () => {
  it('holds each row of a sample out once, keeps groups whole and leaves out a label of one group', () => {
    const { numbers, part } = partOf(600);
    const made = comparisonFolds(part, numbers, options);
    const held = made.flatMap(({ dev }) => [...dev.selected]);
    expect(new Set(held).size).toBe(held.length);
    expect(Math.abs(held.length - 120)).toBeLessThan(9);
    expect(held).not.toContain(600);
    const groupsOf = (selected: Int32Array) => new Set(selected.map((text) => part.texts.splitGroups![text]));
    for (const { train, dev } of made) {
      expect(groupsOf(train.selected).isDisjointFrom(groupsOf(dev.selected))).toBe(true);
    }
  });

  it('makes none where folds are too small, or only one label is in enough groups', () => {
    const { numbers, part } = partOf(30);
    expect(comparisonFolds(part, numbers, options)).toEqual([]);
    const one = { ...part, selected: part.selected.filter((text) => part.texts.labels[text] !== 1) };
    expect(comparisonFolds(one, numbers, { ...options, minimum: 1 })).toEqual([]);
  });
});
