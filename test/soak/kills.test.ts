import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../contract/cli.ts';
import { labelledTexts, modelDigest, signalAfter, trainArgs } from '../contract/training.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { generator } from '../trainer/network/generator.ts';

const KILLS = 20;
const EPOCHS = 90;
/** A kill comes after at most so many epochs of the process, */
const MAX_EPOCHS = 3;
/** and then at most so long after that, which is longer than an epoch and its checkpoint take. */
const MAX_WAIT_MS = 200;
/** Checkpoints within an epoch come after at most so many steps; an epoch has 34. */
const MAX_STEPS = 40;
const SEED = 20;

const data = temporaryFolder()('data.tsv', labelledTexts(600));

it(`train --resume ends with the same bytes after ${KILLS} times kill -9`, async () => {
  const whole = join(dirname(data), 'whole');
  const killed = join(dirname(data), 'killed');
  expect((await runCli(trainArgs(data, whole, EPOCHS))).code).toBe(0);
  const next = generator(SEED);
  for (let kill = 0; kill < KILLS; kill++) {
    const workers = ['--workers', `${1 + Math.floor(next() * 3)}`];
    const epochs = Math.floor(next() * (MAX_EPOCHS + 1));
    const steps = ['--checkpoint-steps', `${1 + Math.floor(next() * MAX_STEPS)}`];
    const args = trainArgs(data, killed, EPOCHS, '--resume', ...workers, ...steps);
    const { signal, stderr } = await signalAfter(args, epochs, 'SIGKILL', next() * MAX_WAIT_MS);
    expect(signal, `kill ${kill + 1}: ${stderr}`).toBe('SIGKILL');
  }
  const { code, stdout } = await runCli(trainArgs(data, killed, EPOCHS, '--resume'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^going on after epoch \d+/m);
  expect(modelDigest(killed)).toBe(modelDigest(whole));
});
