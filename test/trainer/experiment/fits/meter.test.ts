import { describe, expect, it } from 'vitest';
import { Meter } from '../../../../trainer/experiment/fits/meter.ts';

describe('Meter', () => {
  it('adds what runs at once to what is done, and forgets what is not needed', () => {
    const told: [number, number][] = [];
    const meter = new Meter((done, size) => told.push([done, size]));
    meter.plan(100);
    const [first, second] = [meter.begin(40), meter.begin(20)];
    first(0.5);
    second(0.5);
    first(1);
    meter.drop(30);
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
    const meter = new Meter((done, size) => told.push([done, size]));
    meter.plan(10);
    meter.begin(10)(1);
    expect(told).toEqual([[9, 10]]);
  });
});
