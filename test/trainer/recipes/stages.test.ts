import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { Stages } from '../../../trainer/recipes/stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const record = join(folder, 'stages.json');
const output = join(folder, 'output');

/** Runs the stage as a new process would. @returns whether it had to. */
async function runs(inputs: unknown, content = JSON.stringify(inputs)): Promise<boolean> {
  const make = vi.fn(async () => writeFileSync(output, content));
  await new Stages(record).run('mix', inputs, output, make);
  return make.mock.calls.length > 0;
}

it('runs a stage once for the same inputs, and again for others or another output', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(await runs({ seed: 1 })).toBe(true);
  expect(await runs({ seed: 1 })).toBe(false);
  expect(await runs({ seed: 2 })).toBe(true);
  expect(await runs({ seed: 2 })).toBe(false);
  writeFileSync(output, 'someone wrote here');
  expect(await runs({ seed: 2 })).toBe(true);
  rmSync(output);
  expect(await runs({ seed: 2 })).toBe(true);
  writeFileSync(record, 'no JSON');
  expect(await runs({ seed: 2 })).toBe(true);
  expect(readFileSync(output, 'utf8')).toBe('{"seed":2}');
});

it('refuses an output that no stage has begun, and takes one that a killed stage has left', async () => {
  const mine = join(folder, 'mine');
  writeFileSync(mine, 'a model of mine');
  const make = vi.fn(async () => writeFileSync(mine, 'made'));
  const calibrate = () => new Stages(record).run('calibrate', 1, mine, make);
  await expect(calibrate()).rejects.toThrow(`${mine} is there, but no recipe made it: move it away`);
  expect(readFileSync(mine, 'utf8')).toBe('a model of mine');
  rmSync(mine);
  make.mockImplementationOnce(async () => {
    writeFileSync(mine, 'made');
    throw new Error('killed');
  });
  await expect(calibrate()).rejects.toThrow('killed');
  await calibrate();
  expect(make).toHaveBeenCalledTimes(2);
});

it('remembers nothing of a stage that failed', async () => {
  const stages = new Stages(record);
  const output = join(folder, 'model');
  const fail = () => Promise.reject(new Error('no room'));
  await expect(stages.run('train', 1, output, fail)).rejects.toThrow('no room');
  const make = vi.fn(async () => {});
  await stages.run('train', 1, output, make);
  expect(make).toHaveBeenCalledOnce();
});
