import { expect, it } from 'vitest';
import { TRAIN_CHOICES } from '../../../trainer/config/train.ts';
import { exportModel } from '../../../trainer/experiment/export.ts';
import { runTraining } from '../../../trainer/parallel/run.ts';
import { sized } from '../../size.ts';
import { smallProblem } from '../network/problem.ts';

const WORKERS = [2, 3, 5];
const CASES = TRAIN_CHOICES.optimizer.flatMap((optimizer) =>
  (['conv', 'bag'] as const).flatMap((encoder) =>
    (['none', 'layer', 'batch'] as const).map((norm) => ({ optimizer, encoder, norm })),
  ),
);

it.each(CASES.map((choices, index) => ({ ...choices, index })))(
  'runTraining() gives the same bytes for 1, 2, 3 and 5 workers: $optimizer, $encoder, $norm norm',
  async ({ optimizer, encoder, norm, index }) => {
    const problem = smallProblem(
      { encoder, norm, embedding: 6, width: 8, blocks: 1 },
      { optimizer, epochs: 1, weightDecay: 0.01, wordDropout: 0.1 },
    );
    const modelOf = async (workers: number) =>
      exportModel(problem, await runTraining({ ...problem, workers }), { name: 'test', licence: 'MIT' });
    const one = await modelOf(1);
    // The small size tries each case with one of the numbers, in turn.
    const from = index % WORKERS.length;
    for (const workers of [...WORKERS, ...WORKERS].slice(from, from + sized(1, WORKERS.length))) {
      expect(Buffer.compare(await modelOf(workers), one), `${workers} workers`).toBe(0);
    }
  },
);
