import { describe, expect, it } from 'vitest';
import { fitLines, Meter } from '../../../../trainer/experiment/fits/meter.ts';

describe('Meter', () => {
  it('adds what runs at once to what is done, and forgets what is not needed', () => {
    const told: [number, number][] = [];
    const meter = new Meter({ onWork: (done, size) => told.push([done, size]) });
    meter.plan([40, 20, 30, 10]);
    const [first, second] = [meter.begin(40), meter.begin(20)];
    first(0.5);
    second(0.5);
    first(1);
    meter.drop([30]);
    second(1);
    meter.end();
    expect(told).toEqual([
      [20, 100],
      [30, 100],
      [50, 100],
      [60, 70],
      [70, 70],
    ]);
  });

  it('never shows a full bar before the end', () => {
    const told: [number, number][] = [];
    const meter = new Meter({ onWork: (done, size) => told.push([done, size]) });
    meter.plan([10]);
    meter.begin(10)(1);
    expect(told).toEqual([[9, 10]]);
  });

  it('counts fits, those too that were there already, and not those that are not needed', () => {
    const told: [number, number][] = [];
    const meter = new Meter({ onWork: () => {}, onFit: (done, size) => told.push([done, size]) });
    meter.plan([1, 2, 3, 4]);
    meter.find(1);
    meter.begin(2)(0.5);
    meter.begin(2)(1);
    meter.drop([3]);
    meter.begin(4)(1);
    expect(told).toEqual([
      [2, 4],
      [3, 3],
    ]);
  });
});

describe('fitLines()', () => {
  const linesOf = (size: number) => {
    const lines: string[] = [];
    const onFit = fitLines((line) => lines.push(line));
    for (let done = 1; done <= size; done++) onFit(done, size);
    return lines;
  };

  it.each([
    [3, 3, 'fit 1 of 3 is done'],
    [24, 8, 'fit 3 of 24 is done'],
    [1000, 10, 'fit 100 of 1000 is done'],
  ])('of %d fits tells %d times, first %j', (size, times, first) => {
    expect(linesOf(size)).toHaveLength(times);
    expect(linesOf(size)[0]).toBe(first);
  });
});
