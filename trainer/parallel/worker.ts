import { startWasmBackend } from '../network/backend.ts';
import { AbortedError, Control } from './control.ts';
import { evaluate } from './evaluation.ts';
import type { SharedTraining } from './memory.ts';
import { type OperationTime, profileOperations, takeOperationTimes } from './profile.ts';
import { NonFiniteLossError, StepRunner } from './steps.ts';

/** Steps of an epoch, all from 0: from `begin` on, without `end`. */
type StepRange = { epoch: number; begin: number; end: number };

/** What the workers do together: a stretch of training, or one pass over the dev texts. */
export type Work = ({ kind: 'train' } & StepRange) | { kind: 'evaluate' };

/** One worker's part of it. */
export type EpochTask = {
  memory: SharedTraining;
  /** 0 … workers − 1. */
  worker: number;
  work: Work;
  /** Measures the operations of this thread. */
  profile?: boolean;
  /** For tests of recovery alone: what goes wrong in this epoch. The command line never gives it. */
  fault?: Fault;
};

/**
 * A fault for tests to inject: at the beginning of this step of this epoch, both from 0, this worker throws, ends
 * its thread, stands still, or fills its memory.
 */
export type Fault = {
  kind: 'throw' | 'exit' | 'hang' | 'memory';
  epoch: number;
  step: number;
  worker: number;
};

/** How a worker's epoch ended. An error that none of these foresees is thrown. */
export type EpochOutcome =
  | { kind: 'done'; times: OperationTime[] }
  | { kind: 'aborted' }
  | { kind: 'diverged'; message: string };

const ready = startWasmBackend();

/** The task of the pool: trains one epoch in step with the other workers, or evaluates its part of the dev texts. */
export default async function runEpoch(task: EpochTask): Promise<EpochOutcome> {
  const control = new Control(task.memory.control, task.memory.workers);
  try {
    await ready;
    if (task.profile) profileOperations();
    if (task.work.kind === 'train') trainSteps(task, task.work, control);
    else evaluate(task.memory, control);
    return { kind: 'done', times: takeOperationTimes() };
  } catch (error) {
    control.abort();
    // As values: an error that crosses threads loses its class and its name.
    if (error instanceof AbortedError) return { kind: 'aborted' };
    if (error instanceof NonFiniteLossError) return { kind: 'diverged', message: error.message };
    throw error;
  }
}

/** The steps that are asked for, or fewer when the run is told to stop. */
function trainSteps(
  { memory, worker, fault }: EpochTask,
  { epoch, begin, end }: StepRange,
  control: Control,
): void {
  const runner = new StepRunner(memory, control, worker, epoch, begin);
  for (let step = begin; step < end && !control.stopping; step++) {
    if (fault && fault.worker === worker && fault.epoch === epoch && fault.step === step) inject(fault);
    runner.run(step);
  }
  runner.dispose();
}

/** Does to this thread what the fault says. */
function inject({ kind }: Fault): void {
  if (kind === 'throw') throw new Error('a fault was injected');
  if (kind === 'exit') process.exit(1);
  if (kind === 'memory') for (const held: number[][] = []; ; ) held.push(new Array(1e6).fill(0.5));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
