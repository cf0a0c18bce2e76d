import { readModel, writeModel } from '../../src/model/file/modelfile.ts';
import { type Fingerprint, fingerprintOf } from '../checkpoint/fingerprint.ts';
import { CheckpointFolder } from '../checkpoint/folder.ts';
import type { Choice } from '../config/start.ts';
import { SIGNAL_EXITS, UserError } from '../errors.ts';
import { assertCompiled } from '../files/compiled.ts';
import { lockFolder } from '../files/lock.ts';
import {
  checkWritable,
  headOf,
  isThere,
  outputsOf,
  refuseExisting,
  refuseOther,
  refuseSame,
} from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { DivergedError } from '../parallel/pool.ts';
import { type OperationTime, operationTable, TABLE_HEAD } from '../parallel/profile.ts';
import { runTraining, type TrainedNetwork, TrainingFailedError } from '../parallel/run.ts';
import type { RunState } from '../parallel/state.ts';
import { licenceWith } from '../prepare/origin.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { clean, say } from '../print.ts';
import { type Card, cardOf } from '../report/card.ts';
import { judgeHeldBack } from '../report/judged.ts';
import { isLog, TrainingLog } from '../report/log.ts';
import { sentencesOf, type Told } from '../report/plain.ts';
import { refuseForeign, reportPaths } from '../report/reportdata.ts';
import { Reporter, type ReportRequest } from '../report/reporter.ts';
import type { LearningCurve } from '../scoring/learningcurve.ts';
import { sha256, versionOf } from '../scoring/load.ts';
import { answerOf } from '../scoring/metrics.ts';
import {
  type Comparison,
  compareAnswers,
  costsTooMuch,
  describeComparison,
  type WeightType,
  withWeights,
} from '../scoring/quantise.ts';
import { datasetAnswers } from '../scoring/score.ts';
import { createProgressBar } from '../terminal/progress.ts';
import { listenToSignals, type SignalListener } from '../terminal/signals.ts';
import { exportModel } from './export.ts';
import { withTable } from './table.ts';
import { ChoosingStoppedError } from './trainfold.ts';

export type TrainRequest = {
  /** Reads the data, once the folder is this run's. @param chosen what the run that it goes on with chose to start from. */
  prepare: (signal: AbortSignal, chosen: Choice | undefined) => Promise<Prepared>;
  /** Measures what more rows would bring, once the data is read and where an earlier process has not; undefined: never. */
  measureCurve?: ((signal: AbortSignal) => Promise<LearningCurve | undefined>) | undefined;
  /** Folder for `model.safetensors`, its card `model.json`, `log.jsonl` and the checkpoints of a running run. */
  out: string;
  workers: number;
  /** What answers call the model. */
  name: string;
  /** Terms of the weights, for whoever gets the file; those of a model that it goes on from are added. */
  licence: string | undefined;
  /** What the texts are written in, as BCP 47 tags; undefined where nothing was said. */
  languages?: readonly string[] | undefined;
  /** What the model file holds the weights in; undefined: as the model that it goes on from, where that costs nothing. */
  weights: WeightType | undefined;
  /** What to do with the checkpoints of a run that has not finished. */
  checkpoints: 'refuse' | 'resume' | 'discard';
  /** Whether a model that is there may be replaced. */
  replace: boolean;
  /** Steps after which a checkpoint is written within an epoch. */
  checkpointSteps?: number | undefined;
  /** Where to write what each operation took. */
  profile?: string | undefined;
  /** Whether each epoch's line has one under it with its speed and what the time went to. */
  verbose?: boolean | undefined;
  /** The command that goes on with the run, for messages. */
  resumeWith?: string | undefined;
  /** What the report is to have; undefined: there is none. */
  report?: ReportRequest | undefined;
};

/** A request whose data is read. */
type Run = Omit<TrainRequest, 'prepare' | 'measureCurve'> & Prepared;

/** The model file, in the weights asked for, or in float32 where those cost too much. */
type Exported = { model: Uint8Array; type: WeightType; comparison?: Comparison };

export type TrainResult = TrainedNetwork &
  Exported & { card: Card; path: string /** What to tell about the report. */; reported: string[] };

/** What the words about a finished run are made of. */
type Outcome = TrainResult & Omit<Told, keyof TrainResult>;

/**
 * Trains, with a progress bar, and writes model and log; a checkpoint after every epoch and where it is stopped. The first SIGINT,
 * SIGTERM or SIGHUP ends the run after the step at hand and keeps the best epoch; a second one ends it at once. The folder is
 * looked at before the data is.
 *
 * @throws UserError when `build/` lacks a kernel, when training diverges or its workers keep failing, when the folder is
 *   another run's or cannot be written, or with an exit code of `SIGNAL_EXITS` after a signal.
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  assertCompiled();
  // Before the lock is there, so that no signal leaves it behind.
  const signals = listenToSignals((message) => console.error(`\n${message}; ${clean(goingOn(request))}`));
  let release = () => {};
  try {
    release = await lockFolder(request.out, say);
    const folder = new CheckpointFolder(request.out);
    await folder.check();
    await refuseUnfinished(request, folder);
    for (const path of outputsOf(request.out)) await refuseOther(path);
    if (request.profile !== undefined) await checkProfile(request.profile, request.out);
    if (request.checkpoints !== 'resume' || !(await folder.isUsed())) await refuseModel(request);
    const { prepare, measureCurve, ...rest } = request;
    const before = rest.checkpoints === 'resume' ? await folder.measured() : {};
    const read = await prepare(signals.stop, before.choice);
    signals.stop.throwIfAborted();
    const learningCurve = before.learningCurve ?? (await measureCurve?.(signals.stop));
    const prepared = { ...read, learningCurve };
    const result = await trainAndWrite({ ...rest, ...prepared }, folder, signals.stop);
    const judged = judgeHeldBack(prepared, result, readModel(result.model).calibration);
    const answers = judged.map(answerOf);
    console.log(outcome({ ...prepared, ...result, answers }));
    for (const line of result.reported) say(line);
    if (result.stopped === 'signal') {
      throw stoppedBy(signals, ` before the end; ${goingOn(request)}`);
    }
    if (request.weights !== undefined && result.type !== request.weights) {
      throw refusal(request.weights, result);
    }
    return result;
  } catch (error) {
    if (error instanceof ChoosingStoppedError) {
      throw stoppedBy(signals, ` ${error.message}`);
    }
    throw error === signals.stop.reason ? stoppedBy(signals, ' while it read the data') : error;
  } finally {
    signals.remove();
    release();
  }
}

function goingOn({ resumeWith }: Pick<TrainRequest, 'resumeWith'>): string {
  return resumeWith === undefined ? '--resume goes on from there' : `go on with ${resumeWith}`;
}

function stoppedBy({ received }: SignalListener, when: string): UserError {
  const signal = received() ?? 'SIGINT';
  return new UserError(`stopped by ${signal}${when}`, SIGNAL_EXITS[signal]);
}

/** @throws UserError where the folder has checkpoints that this run would remove. */
async function refuseUnfinished({ out, checkpoints }: TrainRequest, folder: CheckpointFolder): Promise<void> {
  if (checkpoints !== 'refuse' || !(await folder.isUsed())) return;
  throw new UserError(
    `${out} has the checkpoints of a run that has not finished: go on with --resume, or give another --out`,
  );
}

/** @throws UserError where the table cannot be written, or would take the place of something else. */
async function checkProfile(path: string, out: string): Promise<void> {
  refuseSame(path, outputsOf(out), 'which the run writes itself');
  const isOther = (await isThere(path)) && !(await headOf(path, TABLE_HEAD.length)).startsWith(TABLE_HEAD);
  await checkWritable(path);
  if (isOther)
    throw new UserError(`--profile ${path} is there already and is no table of operations: give another`);
}

/** @throws UserError where the folder has a model, or files of others with the names of this run's. */
async function refuseModel({ out, replace }: Pick<TrainRequest, 'out' | 'replace'>): Promise<void> {
  if (replace) return;
  const [model, card, log] = outputsOf(out);
  await refuseExisting([model, card]);
  if ((await isThere(log)) && !(await isLog(log))) await refuseExisting([log]);
  await refuseForeign(reportPaths(out));
}

async function trainAndWrite(
  request: Run,
  folder: CheckpointFolder,
  signal: AbortSignal,
): Promise<TrainResult> {
  const { out, name, choice, learningCurve, languages } = request;
  const fingerprint = fingerprintOf(request);
  const state = await findState(request, folder, fingerprint);
  const [path, cardPath, logPath] = outputsOf(out);
  const log = await TrainingLog.open(logPath, state?.epochs ?? []);
  const reporter = request.report && new Reporter(request, out, request.report);
  const save = async (reached: RunState) => {
    await reporter?.update(log.lines);
    await folder.save({ fingerprint, state: reached, choice, learningCurve });
  };
  const trained = withTable(request, await runWithProgress(request, signal, log, state, save), say);
  const exported = exportWith(request, exportModel(request, trained, request));
  const { model, type, comparison } = exported;
  await writeWhole(path, model);
  await log.write();
  const weights = { type, ...comparison };
  const licence = licenceWith(request.licence, request.origin);
  const card = cardOf(request, trained, { name, version: versionOf(model), licence, languages, weights });
  await writeWhole(cardPath, `${JSON.stringify(card, null, 2)}\n`);
  if (trained.stopped !== 'signal') await folder.clear();
  const reported = (await reporter?.finish(trained, model, log.lines)) ?? [];
  return { ...trained, ...exported, card, path, reported };
}

/** Changes the weights, and takes it back where that makes the answers worse: a long run must not end with nothing. */
function exportWith({ weights: asked, baseWeights, dev }: Run, whole: Uint8Array): Exported {
  const weights = asked ?? baseWeights ?? 'f32';
  if (weights === 'f32') return { model: whole, type: 'f32' };
  const model = writeModel(withWeights(readModel(whole), weights), sha256);
  const [before, after] = [whole, model].map((file) => datasetAnswers(readModel(file), dev));
  const comparison = compareAnswers(before, after, dev.labels);
  console.log(describeComparison(weights, comparison, 'held-back texts'));
  if (asked === undefined && costsTooMuch(comparison))
    say(`${weights} weights cost too much here: f32 it is`);
  return costsTooMuch(comparison) ? { model: whole, type: 'f32' } : { model, type: weights, comparison };
}

function refusal(weights: WeightType, { path }: TrainResult): UserError {
  return new UserError(
    `${weights} weights cost more than 0.2 points of accuracy, so ${path} has f32: take it as it is, or say ` +
      `trainer export --weights ${weights} --force`,
  );
}

/** The state to go on from, if there is one. */
async function findState(
  { out, checkpoints, replace }: Run,
  folder: CheckpointFolder,
  fingerprint: Fingerprint,
): Promise<RunState | undefined> {
  if (checkpoints === 'resume') {
    const state = await folder.newest(fingerprint, say);
    say(state ? describeStart(state) : `no checkpoint in ${out} to go on from: starting anew`);
    if (state) return state;
    // A run that was stopped has left a model too.
    await refuseModel({ out, replace });
  }
  await folder.clear();
  return undefined;
}

function describeStart({ epochs, partial }: RunState): string {
  const step = partial === undefined ? '' : `, step ${partial.step} of the next one`;
  return `going on after epoch ${epochs.length}${step}`;
}

async function runWithProgress(
  request: Run,
  signal: AbortSignal,
  log: TrainingLog,
  state: RunState | undefined,
  save: (state: RunState) => Promise<void>,
): Promise<TrainedNetwork> {
  const times: OperationTime[] = [];
  const texts = request.train.size;
  const done = (state?.epochs.length ?? 0) * texts + (state?.partial?.epochSums[2] ?? 0);
  const { config, verbose } = request;
  const bar = createProgressBar({ epochs: config.epochs, texts, done, verbose, signal });
  try {
    return await runTraining({
      ...request,
      signal,
      state,
      onProgress: bar.update,
      onEpoch: (report, speed) => {
        log.add(report, speed);
        bar.finishEpoch(report, speed);
      },
      onCheckpoint: async (reached) => {
        await log.write();
        await save(reached);
      },
      onProfile: request.profile === undefined ? undefined : (more) => times.push(...more),
      onRecovery: (message) => console.error(`\n${clean(message)}`),
    });
  } catch (error) {
    if (error instanceof DivergedError) throw new UserError(error.message);
    if (error instanceof TrainingFailedError) {
      throw new UserError(`${error.message}; ${goingOn(request)}, with fewer --workers`);
    }
    throw error;
  } finally {
    bar.stop();
    if (request.profile !== undefined) await writeProfile(request.profile, times);
  }
}

/** It is for people: one that cannot be written must not cost the model, nor hide what ended the run. */
async function writeProfile(path: string, times: readonly OperationTime[]): Promise<void> {
  await writeWhole(path, operationTable(times)).catch((error) => console.error(`\n${error.message}`));
}

function outcome(result: Outcome): string {
  const { best, model, card, path } = result;
  const size = `${(model.length / 1e6).toFixed(1)} MB`;
  const kept = `kept epoch ${best.epoch}: ${path}, ${size}, version ${card.version}`;
  return [...sentencesOf(result), kept].map(clean).join('\n');
}
