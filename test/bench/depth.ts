/**
 * How networks of many blocks start and what they reach, one row for each norm and depth.
 *
 *     npm run bench:depth -- --data TRAIN --test TEST [--dev FILE] [--blocks 3,32] [--norms none,layer]
 *       [--init default,he] [--seeds 1,2,3] [--epochs N] [--workers 2] [--untrained]
 *
 * A norm before the convolution is `layer-pre` or `batch-pre`. Everything else is the default. The epoch is chosen by
 * `--dev`, or by a share of `--data` as in `train`; `--test` is read once, by the exported model. “Gradient” is the length
 * of the loss's gradient by the parameters of the first, the middle and the last block, before the first step and without
 * clipping; “first loss” is the loss there. `--untrained` prints no more than that.
 */
import { parseArgs } from 'node:util';
import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { BranchInit } from '../../trainer/config/branchinit.ts';
import { buildConfigs } from '../../trainer/experiment/configs.ts';
import { exportModel } from '../../trainer/experiment/export.ts';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { type Prepared, prepareTraining } from '../../trainer/prepare/prepare.ts';
import { readExamples } from '../../trainer/read/examples.ts';
import { classifierOf } from '../../trainer/scoring/load.ts';
import { measure } from '../../trainer/scoring/metrics.ts';
import { judge, type LabelledText } from '../../trainer/scoring/score.ts';
import { startOf } from './depth/gradients.ts';

type Arm = { norm: string; blocks: number; init: string };
type Outcome = { losses: number[]; accuracy: number };

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    dev: { type: 'string' },
    test: { type: 'string' },
    blocks: { type: 'string', default: '3,32' },
    norms: { type: 'string', default: 'none,layer,batch,layer-pre,batch-pre' },
    init: { type: 'string', default: 'default' },
    seeds: { type: 'string', default: '1' },
    epochs: { type: 'string' },
    workers: { type: 'string', default: '2' },
    untrained: { type: 'boolean', default: false },
  },
});
const { data, dev, test } = flags;
if (data === undefined || test === undefined) {
  console.error('--data or --test is missing: labelled files, one to train on and one to measure on');
  process.exit(2);
}

await startWasmBackend();
const texts = await read(test);
const columns = ['norm', 'blocks', 'start', 'first loss', 'gradient'];
if (!flags.untrained) columns.push('loss of epoch 1', 'last loss', 'right on test', 'mean');
console.log(line(columns));
console.log(line(columns.map(() => '---')));
for (const norm of flags.norms.split(',')) {
  for (const blocks of flags.blocks.split(',').map(Number)) {
    for (const init of flags.init.split(',')) console.log(await row({ norm, blocks, init }));
  }
}

/** All seeds of an arm. */
async function row(arm: Arm): Promise<string> {
  const seeds = flags.seeds.split(',').map(Number);
  const prepared = await prepare(arm, seeds[0]);
  const { loss, gradients } = startOf(prepared);
  const shown = [0, arm.blocks >> 1, arm.blocks - 1].map((block) => gradients[block].toPrecision(2));
  const start = [
    arm.norm,
    arm.blocks,
    prepared.config.branchInit ?? 'he',
    loss.toPrecision(3),
    shown.join(' '),
  ];
  if (flags.untrained) return line(start);
  const outcomes: Outcome[] = [];
  for (const seed of seeds) outcomes.push(await train(await prepare(arm, seed)));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const percent = (value: number) => (100 * value).toFixed(1);
  const accuracies = outcomes.map(({ accuracy }) => accuracy);
  return line([
    ...start,
    mean(outcomes.map(({ losses }) => losses[0])).toFixed(3),
    mean(outcomes.map(({ losses }) => losses.at(-1) as number)).toFixed(3),
    ...[accuracies.map(percent).join(' '), `${percent(mean(accuracies))} %`],
  ]);
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.join(' | ')} |`;
}

function prepare({ norm, blocks, init }: Arm, seed: number): Promise<Prepared> {
  const [kind, place] = norm.split('-');
  const configs = buildConfigs('default', {
    network: { blocks, norm: kind as NetworkConfig['norm'], preNorm: place === 'pre' },
    train: {
      seed,
      ...(init === 'default' ? {} : { branchInit: init as BranchInit }),
      ...(flags.epochs === undefined ? {} : { epochs: Number(flags.epochs) }),
    },
  });
  return prepareTraining({ ...configs, data: data as string, dev, report: () => {} });
}

async function train(prepared: Prepared): Promise<Outcome> {
  const trained = await runTraining({ ...prepared, workers: Number(flags.workers) });
  const model = classifierOf(exportModel(prepared, trained, { name: 'depth', licence: 'unstated' }));
  const { labels } = prepared.network;
  const { accuracy } = measure(labels, judge(model, texts, labels));
  return { losses: trained.epochs.map(({ loss }) => loss), accuracy };
}

async function read(path: string): Promise<LabelledText[]> {
  const rows: LabelledText[] = [];
  const onBadRow = (line: number, reason: string) => {
    throw new Error(`line ${line} of ${path} ${reason}: a set is measured whole`);
  };
  for await (const { text, label } of readExamples(path, { onBadRow })) rows.push({ text, label });
  return rows;
}
