import { join } from 'node:path';
import { type Card, cardOf } from './card.ts';
import { versionOf } from './data/model.ts';
import type { Prepared } from './data/prepare.ts';
import { UserError } from './errors.ts';
import { exportModel, writeWhole } from './export.ts';
import { DivergedError } from './parallel/pool.ts';
import { type EpochReport, runTraining, type TrainedNetwork } from './parallel/run.ts';
import { createProgressBar } from './progress.ts';

export type TrainRequest = Prepared & {
  /** Folder for `model.safetensors`, its card `model.json` and `log.jsonl`. */
  out: string;
  workers: number;
  /** What answers call the model. */
  name: string;
  /** Terms of the weights, for whoever gets the file. */
  licence: string;
};

export type TrainResult = TrainedNetwork & { model: Uint8Array; card: Card; path: string };

const SIGINT_EXIT = 130;

/**
 * Trains, with a progress bar, and writes model and log. The first Ctrl-C ends the run after the step at hand
 * and keeps the best epoch; a second one ends it at once.
 *
 * @throws UserError when training diverges, or with exit code 130 after Ctrl-C.
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  const stop = new AbortController();
  const onInterrupt = () => {
    process.removeListener('SIGINT', onInterrupt);
    console.error('\nstopping after this step; once more Ctrl-C ends at once and keeps nothing of this run');
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    const result = await trainAndWrite(request, stop.signal);
    console.log(outcome(result));
    if (result.stopped === 'signal')
      throw new UserError('stopped by Ctrl-C before the last epoch', SIGINT_EXIT);
    return result;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
  }
}

async function trainAndWrite(request: TrainRequest, signal: AbortSignal): Promise<TrainResult> {
  const { out, config, licence } = request;
  const bar = createProgressBar(config.epochs, request.train.size);
  const log: (EpochReport & { seconds: number })[] = [];
  const started = performance.now();
  const trained = await runTraining({
    ...request,
    signal,
    onProgress: bar.update,
    onEpoch: (report) => {
      const seconds = Math.round(performance.now() - started) / 1000;
      log.push({ ...report, seconds });
      bar.finishEpoch(report, seconds);
    },
  })
    .catch((error) => {
      if (error instanceof DivergedError) throw new UserError(error.message);
      throw error;
    })
    .finally(bar.stop);
  const model = exportModel(request, trained, licence);
  const path = join(out, 'model.safetensors');
  await writeWhole(path, model);
  await writeWhole(join(out, 'log.jsonl'), log.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const card = cardOf(request, trained, { name: request.name, version: versionOf(model), licence });
  await writeWhole(join(out, 'model.json'), `${JSON.stringify(card, null, 2)}\n`);
  return { ...trained, model, card, path };
}

function outcome({ stopped, best, epochs, model, card, path }: TrainResult): string {
  const reasons = {
    finished: '',
    early: `stopped after epoch ${epochs.length}: no better since epoch ${best.epoch}\n`,
    signal: `stopped in epoch ${epochs.length}\n`,
  };
  const size = `${(model.length / 1e6).toFixed(1)} MB`;
  const accuracy = `${(100 * best.devAccuracy).toFixed(1)} % right on dev`;
  return `${reasons[stopped]}kept epoch ${best.epoch}, ${accuracy}: ${path}, ${size}, version ${card.version}`;
}
