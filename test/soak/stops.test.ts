import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../contract/cli.ts';
import { LEFT_OVER, smallDisk } from '../contract/faults.ts';
import { labelledTexts, modelDigest, signalAfter, trainArgs } from '../contract/training.ts';
import { temporaryFolder } from '../trainer/files.ts';

const data = temporaryFolder()('data.tsv', labelledTexts(600));
const root = dirname(data);
const at = (name: string) => join(root, name);
// One checkpoint fits, the next one does not.
const disk = smallDisk(root, 32 * 1024);
afterAll(() => disk?.remove());
const leftOver = (folder: string) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => LEFT_OVER.test(name.split('/').at(-1) ?? ''));

describe('train', () => {
  it('keeps what it has when its terminal is closed, and exits with 129', async () => {
    const { code, stderr } = await signalAfter(trainArgs(data, at('closed'), 5000), 2, 'SIGHUP');
    expect(stderr).toMatch(
      /^error: stopped by SIGHUP before the end; go on with npm run train -- .* --resume$/m,
    );
    expect(code).toBe(129);
    expect(existsSync(at('closed/model.safetensors'))).toBe(true);
    expect(leftOver(at('closed'))).toEqual([]);
  });

  it.runIf(disk)('goes on from a full disk to the same bytes', async () => {
    const out = join(disk!.path, 'out');
    const { code, stderr } = await runCli(trainArgs(data, out, 12));
    expect(stderr).toMatch(
      /^error: cannot write \S+: the disk is full; make room, then run it again, a training with --resume\n$/,
    );
    expect(code).toBe(1);
    expect(leftOver(out)).toEqual([]);
    disk!.resize(8 * 1024 * 1024);
    const resumed = await runCli(trainArgs(data, out, 12, '--resume'));
    expect(resumed.stdout).toMatch(/^going on after epoch 1$/m);
    expect(resumed.code).toBe(0);
    expect((await runCli(trainArgs(data, at('whole'), 12))).code).toBe(0);
    expect(modelDigest(out)).toBe(modelDigest(at('whole')));
  });
});

describe('demo', () => {
  it('goes on by the same command after Ctrl-C', async () => {
    const demo = ['demo', '--no-serve', '--out', at('demo')];
    const { code, stderr } = await signalAfter(demo, 2, 'SIGINT');
    expect(stderr).toContain('before the end; go on with the same command\n');
    expect(code).toBe(130);
    const again = await runCli(demo);
    expect(again.stdout).toMatch(/^going on after epoch \d+/m);
    expect(again.stdout).toContain('this model');
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });
});
