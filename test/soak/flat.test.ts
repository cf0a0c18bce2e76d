import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { stepsOf } from '../../trainer/parallel/batches.ts';
import { Control } from '../../trainer/parallel/control.ts';
import { allocate } from '../../trainer/parallel/memory.ts';
import { StepRunner } from '../../trainer/parallel/steps.ts';
import { smallProblem } from '../trainer/network/problem.ts';

const STEPS = 5000;
/** After it the compilers have done their work. */
const WARM_UP = 1000;
/** What garbage collection may leave lying about. */
const SLACK_MB = 20;

beforeAll(startWasmBackend);

it.each(['layer', 'batch'] as const)(
  `training takes no more tensors and memory after ${STEPS} steps, norm %s`,
  (norm) => {
    const { network, config, train, dev } = smallProblem(
      { norm },
      { schedule: 'constant', wordDropout: 0.2 },
    );
    const memory = allocate(network, config, train, dev, 1);
    const runner = new StepRunner(memory, new Control(memory.control, 1), 0, 0, 0);
    const steps = stepsOf(memory);
    const taken = () => ({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes });
    const megabytes = () => process.memoryUsage.rss() / 1e6;
    for (let step = 0; step < WARM_UP; step++) runner.run(step % steps);
    const [before, megabytesBefore] = [taken(), megabytes()];
    for (let step = WARM_UP; step < STEPS; step++) runner.run(step % steps);
    expect(taken()).toEqual(before);
    expect(megabytes() - megabytesBefore).toBeLessThan(SLACK_MB);
    runner.dispose();
  },
);
