import { describe, expect, it } from 'vitest';
import { gateOf } from '../../../src/model/network/ngrams.ts';
import { fitGate, type HeldSums, OPEN_GATE } from '../../../trainer/ngrams/gate.ts';
import { generator } from '../network/generator.ts';

/** Texts of which the table knows what `known` says of their length, and the network all the rest. */
function held(texts: number, known: (tokens: number) => number): HeldSums {
  const next = generator(5);
  const lengths = Int32Array.from({ length: texts }, () => 1 + Math.floor(300 * next() ** 2));
  const labels = Int32Array.from({ length: texts }, () => (next() < 0.5 ? 0 : 1));
  const logits = new Float32Array(2 * texts);
  const sums = new Float32Array(2 * texts);
  labels.forEach((label, text) => {
    const noise = () => 3 * (next() - 0.5);
    logits[2 * text + label] = 0.4 + noise();
    sums[2 * text + label] = known(lengths[text]) + noise();
  });
  return { logits, sums, labels, lengths };
}

describe('fitGate()', () => {
  it('opens the gate where the table is right, and closes it where it is not', () => {
    const { gate, gain } = fitGate(held(2000, (tokens) => (tokens > 60 ? 2 : 0)));
    const root = (tokens: number) => gateOf(gate, tokens) * Math.sqrt(tokens);
    expect(gain).toBeGreaterThan(50);
    expect(root(200)).toBeGreaterThan(4 * root(5));
  });

  it('gains next to nothing by a table that says nothing', () => {
    const { gate, gain } = fitGate(held(1000, () => 0));
    expect(gain).toBeLessThan(3);
    expect(gateOf(gate, 50) * Math.sqrt(50)).toBeLessThan(0.2);
  });

  it('stays near the gate that it starts from where texts are few', () => {
    const start = Float32Array.of(0.8, 1, 0.1);
    const few = held(4, () => 0.5);
    const { gate } = fitGate(few, start);
    expect(gateOf(gate, 40)).toBeGreaterThan(0.3 * gateOf(start, 40));
    expect(gateOf(gate, 40)).toBeLessThan(3 * gateOf(start, 40));
  });

  it('leaves texts of fewer tokens than it is to open at to the network, and goes by longer ones alone', () => {
    const { gate, gain } = fitGate(
      held(2000, (tokens) => (tokens < 40 ? 9 : 2)),
      undefined,
      40,
    );
    const root = (tokens: number) => gateOf(gate, tokens) * Math.sqrt(tokens);
    expect(gain).toBeGreaterThan(50);
    expect(root(20)).toBeLessThan(0.01 * root(160));
    const { gate: opposite } = fitGate(
      held(2000, (tokens) => (tokens < 40 ? -9 : 2)),
      undefined,
      40,
    );
    expect(opposite).toEqual(gate);
  });

  it('keeps the gate that it starts from where no text is long enough, and gains nothing', () => {
    const start = Float32Array.of(0.8, 1, 0.1);
    const { gate, gain } = fitGate(
      held(50, () => 1),
      start,
      400,
    );
    expect(gain).toBe(0);
    expect(gate[0]).toBeCloseTo(0.8);
  });

  it('divides by the root of the tokens alone where it is open', () => {
    expect(gateOf(OPEN_GATE, 25)).toBe(0.2);
  });
});
