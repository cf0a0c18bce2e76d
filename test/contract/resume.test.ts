import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { checkpoints, labelledTexts, modelDigest, signalAfter, trainArgs } from './training.ts';

const EPOCHS = 12;
const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(600));
const root = dirname(data);
const train = (out: string, ...more: string[]) => trainArgs(data, join(root, out), EPOCHS, ...more);
const withoutPaths = (text: string) => text.replaceAll(`${root}/`, '');
let whole: string;

beforeAll(async () => {
  const { code, stdout, stderr } = await runCli(train('whole', '--resume'));
  expect(withoutPaths(stdout)).toContain('no checkpoint in whole to go on from: starting anew\n');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  whole = modelDigest(join(root, 'whole'));
});

describe('train --resume', () => {
  it('ends with the same bytes after kill -9, with another number of workers and a torn checkpoint', async () => {
    const out = join(root, 'killed');
    const killed = await signalAfter(train('killed'), 3, 'SIGKILL');
    expect(killed.signal).toBe('SIGKILL');
    expect(existsSync(join(out, 'lock'))).toBe(true);
    const [older, newer] = checkpoints(out);
    truncateSync(join(out, 'checkpoints', newer), 5000);

    const refused = await runCli(train('killed'));
    expect(withoutPaths(refused.stdout)).toContain('killed/lock is of a run that is no more: taken over\n');
    expect(withoutPaths(refused.stderr)).toBe(
      'error: killed has the checkpoints of a run that has not finished: go on with --resume, or give another --out\n',
    );
    expect(refused.code).toBe(1);

    const other = await runCli(train('killed', '--resume', '--learning-rate', '0.5'));
    expect(other.stderr).toContain('it is of another run: learningRate was 0.001, is 0.5. Use the same data');
    expect(other.code).toBe(1);

    const resumed = await runCli(train('killed', '--resume', '--workers', '1'));
    expect(resumed.stdout).toMatch(/checkpoint is damaged, it has 5000 bytes, .*: left out/);
    expect(resumed.stdout).toContain(`going on after epoch ${Number(older.match(/\d+/)?.[0])}\n`);
    expect(resumed.code).toBe(0);
    expect(modelDigest(out)).toBe(whole);
    expect(existsSync(join(out, 'checkpoints'))).toBe(false);
    expect(existsSync(join(out, 'lock'))).toBe(false);
    const log = readFileSync(join(out, 'log.jsonl'), 'utf8').trimEnd().split('\n');
    expect(log.map((line) => JSON.parse(line).epoch)).toEqual(
      Array.from({ length: EPOCHS }, (_, i) => i + 1),
    );
  });

  it('ends with the same bytes after SIGINT, which exits with 130, and SIGTERM, which exits with 143', async () => {
    const stopped = await signalAfter(train('stopped'), 2, 'SIGINT');
    expect(stopped.stderr).toContain('error: stopped by SIGINT before the end; go on with npm run train -- ');
    expect(stopped.stderr).toMatch(/--workers 2 --resume\n$/);
    expect(stopped.stderr).toMatch(
      /\nstopping; once more ends at once; go on with npm run train -- .* --resume\n/,
    );
    expect(stopped.stdout.match(/^epoch \d+\/.*$/gm)?.at(-1)).not.toContain(' left');
    expect(stopped.code).toBe(130);
    expect(existsSync(join(root, 'stopped', 'lock'))).toBe(false);
    const again = await signalAfter(train('stopped', '--resume'), 2, 'SIGTERM');
    expect(again.stderr).toContain('error: stopped by SIGTERM before the end');
    expect(again.code).toBe(143);
    const resumed = await runCli(train('stopped', '--resume'));
    expect(resumed.stdout).toMatch(/^going on after epoch \d+, step \d+ of the next one$/m);
    expect(resumed.stdout.match(/^epoch \d+/gm)?.length).toBeLessThan(EPOCHS - 2);
    expect(modelDigest(join(root, 'stopped'))).toBe(whole);
  });
});

describe('train --checkpoint-steps', () => {
  it('goes on in mid-epoch after kill -9, to the same bytes', async () => {
    const out = join(root, 'steps');
    const killed = await signalAfter(train('steps', '--checkpoint-steps', '5'), 2, 'SIGKILL', 30);
    expect(killed.signal).toBe('SIGKILL');
    for (const name of checkpoints(out)) {
      if (!name.includes('-step-')) rmSync(join(out, 'checkpoints', name));
    }
    expect(checkpoints(out).length).toBeGreaterThan(0);
    const resumed = await runCli(train('steps', '--resume', '--workers', '3'));
    expect(resumed.stdout).toMatch(/^going on after epoch \d+, step \d+ of the next one$/m);
    expect(modelDigest(out)).toBe(whole);
  });
});

describe('train', () => {
  it('ends at once on a second signal', async () => {
    const out = join(root, 'twice');
    const child = startCli(trainArgs(data, out, 10_000));
    let printed = '';
    child.stdout.on('data', (text) => {
      printed += text;
      if (printed.includes('epoch 2/') && !child.killed) {
        child.kill('SIGINT');
        child.kill('SIGTERM');
      }
    });
    const [code] = await once(child, 'close');
    // Signals may come in either order, and only the second one ends the process.
    expect([130, 143]).toContain(code);
    expect(existsSync(join(out, 'model.safetensors'))).toBe(false);
    expect(existsSync(join(out, 'lock'))).toBe(false);
  });

  it('refuses a folder that another process trains into', async () => {
    const lock = write('lock', `edge-sentiment ${process.pid}\n`);
    const { code, stderr } = await runCli(trainArgs(data, root, 1));
    expect(stderr).toContain(`error: process ${process.pid} is training into the same folder`);
    expect(code).toBe(1);
    expect(readFileSync(lock, 'utf8')).toBe(`edge-sentiment ${process.pid}\n`);
  });

  it('looks at the folder before it reads the data', async () => {
    const { code, stderr } = await runCli(trainArgs('none.tsv', join(data, 'out'), 1));
    expect(stderr).toContain('cannot write');
    expect(code).toBe(1);
  });

  it('ends while it reads the data on SIGINT, and leaves nothing', async () => {
    const big = write('big.tsv', `label\ttext\n${'positive\tsome words to read\n'.repeat(400_000)}`);
    const out = join(root, 'reading');
    const child = startCli(trainArgs(big, out, 1));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await vi.waitUntil(() => existsSync(join(out, 'lock')), { timeout: 20_000 });
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(stderr).toContain('error: stopped by SIGINT while it read the data');
    expect(code).toBe(130);
    expect(existsSync(out)).toBe(false);
  });

  it('says that the folder for the model cannot be made', async () => {
    const { code, stderr } = await runCli(trainArgs(data, join(data, 'out'), 1));
    expect(withoutPaths(stderr)).toBe(
      'error: cannot write data.tsv/out/lock: a part of the path is no folder; give another --out\n',
    );
    expect(code).toBe(1);
  });
});
