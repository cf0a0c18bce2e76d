import { describe, expect, it } from 'vitest';
import { NgramTable } from '../../../src/model/network/ngrams.ts';
import { withTable } from '../../../trainer/experiment/table.ts';
import type { TrainedNetwork } from '../../../trainer/parallel/run.ts';
import type { Prepared } from '../../../trainer/prepare/prepare.ts';
import { smallProblem } from '../network/problem.ts';

const problem = smallProblem({ ngrams: 200, ngramBuckets: 0 });
/** A network that says nothing. */
const trained = {
  devLogits: new Float32Array(2 * problem.dev.size),
  parameters: new Map(),
  best: { epoch: 1, loss: 1, accuracy: 0, devLoss: 1, devAccuracy: 0 },
  epochs: [],
  stopped: 'finished',
} satisfies TrainedNetwork;

function fitted(prepared: Prepared) {
  const told: string[] = [];
  return { result: withTable(prepared, trained, (line) => told.push(line)), told };
}

describe('withTable()', () => {
  const { result, told } = fitted(problem);
  const table = result.table!;

  it('fits a table to the training texts, and its dev logits are those of network and table', () => {
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^\d+ n-grams beside the network: \d+\.\d % of the held-back texts are right, /);
    expect(table.ngrams).toBeGreaterThan(50);
    const { hashes, tokenOffsets } = problem.dev;
    const first = new NgramTable(table.tensors).logits(hashes!.subarray(0, tokenOffsets[1]));
    expect(result.devLogits.slice(0, 2)).toEqual(first);
  });

  it('is the very network where the run has none', () => {
    const { ngrams: _, ...network } = problem.network;
    expect(fitted({ ...problem, network })).toEqual({ result: trained, told: [] });
    const config = { ...problem.config, ngramFrom: 40 };
    expect(fitted({ ...problem, network, config }).told).toEqual([
      expect.stringContaining('--ngram-from says where a table is read, and there is none'),
    ]);
  });

  it('keeps the table of the model that it goes on from, its columns by their labels', () => {
    const baseTable = { labels: ['positive', 'other', 'negative'], ngrams: 200, tensors: threeLabels() };
    const kept = fitted({ ...problem, baseTable }).result.table!;
    expect(kept.tensors.fingerprint).toEqual(table.tensors.fingerprint);
    expect([...kept.tensors.weight.slice(0, 4)]).toEqual([-3, 1, -3, 1]);
    expect([...kept.tensors.scale]).toEqual([3, 1]);
  });

  it.each([
    ['a label is new to it', ['positive', 'other', 'bad'], 200],
    ['it is of another size', ['positive', 'other', 'negative'], 100],
  ])('fits another where %s', (_, labels, ngrams) => {
    const baseTable = { labels, ngrams, tensors: threeLabels() };
    expect(fitted({ ...problem, baseTable }).result.table).toEqual(table);
  });

  /** For positive, another label and negative: 1, 2 and −3 everywhere. */
  function threeLabels() {
    const { fingerprint, gate } = table.tensors;
    const weight = new Int8Array(3 * fingerprint.length).map((_, i) => [1, 2, -3][i % 3]);
    return { fingerprint, gate, weight, scale: Float32Array.of(1, 2, 3) };
  }
});
