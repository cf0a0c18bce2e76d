import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import type { NetworkConfig } from '../../../src/model/network/config.ts';
import type { TrainConfig } from '../../../trainer/config/train.ts';
import { exportModel } from '../../../trainer/experiment/export.ts';
import type { GradientNorms } from '../../../trainer/parallel/gradientnorms.ts';
import { type EpochSpeed, runTraining } from '../../../trainer/parallel/run.ts';
import type { Fault } from '../../../trainer/parallel/worker.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { smallProblem } from '../network/problem.ts';

const CONFIGURATIONS: { name: string; network: Partial<NetworkConfig>; train: Partial<TrainConfig> }[] = [
  {
    name: 'convolution, layer norm, AdamW with clipping',
    network: { norm: 'layer', dropout: 0.3 },
    train: { optimizer: 'adamw', weightDecay: 0.05, clipNorm: 0.5 },
  },
  {
    name: 'convolution, batch norm, SGD',
    network: { norm: 'batch', ngramBuckets: 16 },
    train: { optimizer: 'sgd', learningRate: 0.1, clipNorm: 0 },
  },
  {
    name: 'bag, mean squared error, Adam',
    network: { encoder: 'bag', norm: 'none' },
    train: { loss: 'mse', optimizer: 'adam', clipNorm: 0 },
  },
];

async function modelOf(network: Partial<NetworkConfig>, train: Partial<TrainConfig>, workers: number) {
  const problem = smallProblem(network, train);
  const trained = await runTraining({ ...problem, workers });
  return { trained, bytes: exportModel(problem, trained, { name: 'test', licence: 'MIT' }) };
}

describe('runTraining()', () => {
  it.each(CONFIGURATIONS)(
    'gives the same bytes for 1, 2, 3 and 5 workers: $name',
    async ({ network, train }) => {
      const { bytes } = await modelOf(network, train, 1);
      for (const workers of [2, 3, 5]) {
        expect(
          Buffer.compare((await modelOf(network, train, workers)).bytes, bytes),
          `${workers} workers`,
        ).toBe(0);
      }
    },
  );

  it('counts texts by their weights, with the same bytes for 1, 2 and 3 workers', async () => {
    const problem = smallProblem();
    const weighted = async (workers: number, weight: (text: number) => number) => {
      const weights = new Float32Array(new SharedArrayBuffer(4 * problem.train.size));
      for (let text = 0; text < weights.length; text++) weights[text] = weight(text);
      const run = { ...problem, train: { ...problem.train, weights } };
      return exportModel(run, await runTraining({ ...run, workers }), { name: 'test', licence: 'MIT' });
    };
    const plain = exportModel(problem, await runTraining({ ...problem, workers: 2 }), {
      name: 'test',
      licence: 'MIT',
    });
    // Twice the sum over twice the weight: no bit changes.
    expect(Buffer.compare(await weighted(2, () => 2), plain)).toBe(0);
    const mixed = await weighted(1, (text) => 1 + (text % 3) / 2);
    expect(Buffer.compare(mixed, plain)).not.toBe(0);
    for (const workers of [2, 3]) {
      expect(Buffer.compare(await weighted(workers, (text) => 1 + (text % 3) / 2), mixed)).toBe(0);
    }
  });

  it('measures the gradient of each layer at the first step of each epoch, the same for 1, 2 and 3 workers', async () => {
    const normsOf = async (workers: number, clipNorm: number) => {
      const problem = smallProblem({ blocks: 2, norm: 'layer' }, { clipNorm, epochs: 2 });
      const norms: (GradientNorms | undefined)[] = [];
      const onEpoch = (_: unknown, { gradientNorms }: EpochSpeed) => norms.push(gradientNorms);
      await runTraining({ ...problem, workers, onEpoch });
      return norms;
    };
    const [first, second] = await normsOf(1, 0);
    expect(Object.keys(first!)).toEqual(['embedding', 'projection', 'block.0', 'block.1', 'head']);
    expect(Object.values(first!).every((norm) => norm > 0)).toBe(true);
    expect(second).not.toEqual(first);
    for (const workers of [2, 3]) expect(await normsOf(workers, 0)).toEqual([first, second]);
    // Before clipping: the length that is left does not show.
    expect((await normsOf(2, 1e-6))[0]).toEqual(first);
  });

  it('measures the gradients of the steps asked for, whatever fails, up to where training diverges', async () => {
    const normsOf = async (workers: number, train: Partial<TrainConfig>, faults: Fault[] = []) => {
      const problem = smallProblem({ blocks: 2 }, { epochs: 2, patience: 0, ...train });
      const told = new Map<number, GradientNorms>();
      const firsts: (GradientNorms | undefined)[] = [];
      const run = runTraining({
        ...{ ...problem, workers, faults, gradientSteps: [0, 1, 5, steps, steps + 1, 1000] },
        onGradients: (measured) => {
          for (const { step, norms } of measured) told.set(step, norms);
        },
        onEpoch: (_, { gradientNorms }) => firsts.push(gradientNorms),
      });
      const bytes = await run.then(
        (trained) => exportModel(problem, trained, { name: 'test', licence: 'MIT' }),
        () => undefined,
      );
      return { told, firsts, bytes };
    };
    const steps = Math.ceil(smallProblem().train.size / smallProblem().config.batchSize);
    expect(steps).toBeGreaterThan(5);
    const { told, firsts, bytes } = await normsOf(1, {});
    expect([...told.keys()]).toEqual([0, 1, 5, steps, steps + 1]);
    expect([told.get(0), told.get(steps)]).toEqual(firsts);
    expect(told.get(1)).not.toEqual(told.get(0));
    const { bytes: unmeasured } = await modelOf({ blocks: 2 }, { epochs: 2, patience: 0 }, 1);
    expect(Buffer.compare(unmeasured, bytes!)).toBe(0);
    const failed = await normsOf(2, {}, [{ kind: 'throw', epoch: 1, step: 3, worker: 1 }]);
    expect(failed.told).toEqual(told);
    const diverged = await normsOf(2, { optimizer: 'sgd', learningRate: 10, clipNorm: 0 });
    expect(diverged.bytes).toBeUndefined();
    expect(diverged.told.get(0)).toEqual(told.get(0));
  });

  it('with lastOnly measures and keeps the last epoch alone, to the bits that it has anyhow', async () => {
    const problem = smallProblem({}, { epochs: 3, patience: 0, averageEpochs: 2 });
    const each = await runTraining({ ...problem, workers: 2 });
    const last = await runTraining({ ...problem, workers: 2, lastOnly: true });
    expect(last.best).toEqual(each.epochs[2]);
    expect(last.epochs.map(({ loss }) => loss)).toEqual(each.epochs.map(({ loss }) => loss));
    expect(last.epochs.slice(0, 2).map(({ devLoss }) => devLoss)).toEqual([0, 0]);
  });

  it('gives other bytes for another seed', async () => {
    const one = await modelOf({}, { seed: 1 }, 2);
    const two = await modelOf({}, { seed: 2 }, 2);
    expect(Buffer.compare(one.bytes, two.bytes)).not.toBe(0);
  });

  it.each(['sgd', 'momentum', 'adam', 'adamw'] as const)('learns with %s', async (optimizer) => {
    const learningRate = optimizer.startsWith('adam') ? 0.01 : 0.1;
    const { trained } = await modelOf({}, { optimizer, learningRate, epochs: 8, patience: 0 }, 2);
    expect(trained.best.devAccuracy).toBeGreaterThan(0.8);
    expect(trained.epochs).toHaveLength(8);
    const [first] = trained.epochs;
    expect(trained.epochs.at(-1)!.loss).toBeLessThan(first.loss);
  });

  it('exports what readModel() reads, batch norm folded away', async () => {
    const { bytes } = await modelOf({ norm: 'batch' }, {}, 2);
    const model = readModel(bytes, { verify: sha256 });
    expect(model.config.norm).toBe('none');
    expect(model.training).toMatchObject({ network: { norm: 'batch' } });
  });

  it.each([
    [3, 'signal', { step: 1, steps: 7 }],
    [4, 'finished', undefined],
  ])(
    'told to stop after epoch %i of 4 it is %s, with %j of the last one',
    async (after, stopped, partial) => {
      const stop = new AbortController();
      const trained = await runTraining({
        ...smallProblem({}, { epochs: 4, patience: 0 }),
        workers: 2,
        signal: stop.signal,
        onEpoch: ({ epoch }) => epoch === after && stop.abort(),
      });
      expect(trained.epochs).toHaveLength(4);
      expect({ stopped: trained.stopped, partial: trained.partial }).toEqual({ stopped, partial });
    },
  );

  it('says in the training summary alone how branches started: the network has the fields of ever', async () => {
    const configOf = async (train: Partial<TrainConfig>) => {
      const { bytes } = await modelOf({ norm: 'batch' }, { epochs: 1, ...train }, 1);
      const { config, training } = readModel(bytes);
      return { network: config, ...(training as { config: TrainConfig }) };
    };
    const [he, zero] = [await configOf({}), await configOf({ branchInit: 'zero' })];
    expect(zero.network).toEqual(he.network);
    expect(zero.config).toEqual({ ...he.config, branchInit: 'zero' });
  });

  it('stops early and keeps the best epoch', async () => {
    const train = { epochs: 60, patience: 2, learningRate: 0.03, schedule: 'constant' as const };
    const { trained } = await modelOf({}, train, 2);
    expect(trained.stopped).toBe('early');
    const best = Math.max(...trained.epochs.map(({ devAccuracy }) => devAccuracy));
    expect(trained.best.devAccuracy).toBe(best);
    expect(trained.epochs).toHaveLength(trained.best.epoch + 2);
  });

  it('keeps the best epoch so far when it is told to stop', async () => {
    const stop = new AbortController();
    const problem = smallProblem({}, { epochs: 500, patience: 0 });
    const trained = await runTraining({
      ...problem,
      workers: 2,
      signal: stop.signal,
      onEpoch: ({ epoch }) => epoch === 3 && stop.abort(),
    });
    expect(trained.stopped).toBe('signal');
    expect(trained.epochs.length).toBeLessThanOrEqual(4);
    expect(
      readModel(exportModel(problem, trained, { name: 'test', licence: 'MIT' }), { verify: sha256 }).config,
    ).toEqual(problem.network);
  });

  it('stops with the step and the shard when the loss is not finite', async () => {
    const wild = {
      optimizer: 'sgd' as const,
      learningRate: 1e30,
      clipNorm: 0,
      loss: 'crossentropy' as const,
    };
    await expect(modelOf({ norm: 'none' }, wild, 3)).rejects.toThrow(
      /loss is .* epoch 1, step \d+, shard \d/,
    );
  });
});
