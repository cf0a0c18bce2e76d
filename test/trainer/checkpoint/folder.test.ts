import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../trainer/checkpoint/fingerprint.ts';
import { CheckpointFolder } from '../../../trainer/checkpoint/folder.ts';
import type { RunState, Weights } from '../../../trainer/parallel/state.ts';
import { sized } from '../../size.ts';
import { temporaryFolder } from '../files.ts';
import { smallProblem } from '../network/problem.ts';

const root = dirname(temporaryFolder()('nothing', ''));
const problem = smallProblem();
const fingerprint = fingerprintOf(problem);
const silent = () => {};
let folders = 0;

function newOut(): string {
  return join(root, `out-${folders++}`);
}

/** A state with numbers of its own in every block, after whole epochs or some steps of the next one. */
function stateAfter(epochs: number, step = 0): RunState {
  let next = epochs + step;
  const block = (length: number) => Float32Array.from({ length }, () => Math.fround(1 / ++next));
  const weights = (): Weights => ({ dense: block(7), statistics: block(0), embedding: block(12) });
  const report = (epoch: number) => ({
    epoch,
    loss: 1 / epoch,
    accuracy: 0.1,
    devLoss: 0.3,
    devAccuracy: 0.7,
  });
  return {
    epochs: Array.from({ length: epochs }, (_, index) => report(index + 1)),
    recent: [weights(), weights()],
    moments: { dense: [block(7), block(0)], embedding: [block(12), block(0)] },
    best: {
      report: { ...report(1), devLoss: Number.POSITIVE_INFINITY },
      weights: weights(),
      devLogits: block(6),
    },
    partial:
      step === 0 ? undefined : { step, epochSums: Float64Array.of(0.1, 2, 3, 1 / 3), weights: weights() },
  };
}

/** A folder with the checkpoints after epochs 1 to `epochs`. */
async function saved(epochs: number): Promise<{ folder: CheckpointFolder; path: string }> {
  const out = newOut();
  const folder = new CheckpointFolder(out);
  for (let epoch = 1; epoch <= epochs; epoch++) await folder.save({ fingerprint, state: stateAfter(epoch) });
  return { folder, path: join(out, 'checkpoints') };
}

describe('CheckpointFolder', () => {
  it('keeps the last two checkpoints and gives back the newest, bit for bit', async () => {
    const { folder, path } = await saved(4);
    expect(readdirSync(path)).toEqual(['epoch-000003.checkpoint', 'epoch-000004.checkpoint']);
    expect(await folder.newest(fingerprint, silent)).toEqual(stateAfter(4));
  });

  it('takes a checkpoint within an epoch for newer than the epochs before it, and older than its own', async () => {
    const { folder, path } = await saved(1);
    const none: RunState = { ...stateAfter(0, 9), epochs: [], recent: [], best: undefined };
    await folder.save({ fingerprint, state: none });
    await folder.save({ fingerprint, state: stateAfter(1, 10) });
    await folder.save({ fingerprint, state: stateAfter(1, 9) });
    expect(readdirSync(path)).toEqual([
      'epoch-000002-step-0000000009.checkpoint',
      'epoch-000002-step-0000000010.checkpoint',
    ]);
    expect(await folder.newest(fingerprint, silent)).toEqual(stateAfter(1, 10));
    await folder.save({ fingerprint, state: stateAfter(2) });
    expect(await folder.newest(fingerprint, silent)).toEqual(stateAfter(2));
    const other = new CheckpointFolder(newOut());
    await other.save({ fingerprint, state: none });
    expect(await other.newest(fingerprint, silent)).toEqual(none);
  });

  it('is empty after clear()', async () => {
    const { folder, path } = await saved(1);
    await folder.clear();
    expect(existsSync(path)).toBe(false);
    expect(await folder.isUsed()).toBe(false);
    expect(await folder.newest(fingerprint, silent)).toBeUndefined();
  });

  it('uses the older checkpoint when the newer is cut off or has one other byte, wherever that is', async () => {
    const { folder, path } = await saved(2);
    const newest = join(path, 'epoch-000002.checkpoint');
    const bytes = readFileSync(newest);
    const damage = fc.record({ at: fc.nat(bytes.length - 1), mask: fc.integer({ min: 0, max: 255 }) });
    const property = fc.asyncProperty(damage, async ({ at, mask }) => {
      const torn = mask === 0 ? bytes.subarray(0, at) : Buffer.from(bytes);
      if (mask > 0) torn[at] ^= mask;
      writeFileSync(newest, torn);
      const messages: string[] = [];
      expect(await folder.newest(fingerprint, (message) => messages.push(message))).toEqual(stateAfter(1));
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain('epoch-000002.checkpoint is damaged, it ');
    });
    await fc.assert(property, { seed: 2, numRuns: sized(400, 20_000), endOnFailure: true });
  });

  it('refuses another run and says what differs', async () => {
    const { folder, path } = await saved(1);
    const other = smallProblem({}, { seed: 9, learningRate: 0.5 });
    const changed = { ...other, train: problem.dev, vectors: new Map([[1, new Float32Array(12)]]) };
    await expect(folder.newest(fingerprintOf(changed), silent)).rejects.toThrow(
      `cannot go on from ${path}/epoch-000001.checkpoint, it is of another run: learningRate was 0.01, is 0.5; ` +
        'seed was 1, is 9; the training texts are not the same; the word vectors are not the same.',
    );
  });

  it('takes a checkpoint without branchInit as one that started as he', async () => {
    const { folder } = await saved(1);
    const { config } = problem;
    const as = (branchInit: 'he' | 'scaled') =>
      folder.newest(fingerprintOf({ ...problem, config: { ...config, branchInit } }), silent);
    expect((await as('he'))?.epochs).toHaveLength(1);
    await expect(as('scaled')).rejects.toThrow(
      'branchInit was "he", is "scaled". Use the same data and flags',
    );
  });

  it('says that a folder cannot be made', async () => {
    const out = newOut();
    writeFileSync(out, '');
    const save = new CheckpointFolder(out).save({ fingerprint, state: stateAfter(1) });
    await expect(save).rejects.toThrow(/cannot write .*: a part of the path is no folder/);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full, and keeps what was saved', async () => {
    const { folder, path } = await saved(1);
    mkdirSync(path, { recursive: true });
    symlinkSync('/dev/full', join(path, 'epoch-000002.checkpoint.unfinished'));
    await expect(folder.save({ fingerprint, state: stateAfter(2) })).rejects.toThrow(
      /cannot write .*epoch-000002.checkpoint: the disk is full/,
    );
    expect(readdirSync(path)).toEqual(['epoch-000001.checkpoint']);
    expect(await folder.newest(fingerprint, silent)).toEqual(stateAfter(1));
  });
});
