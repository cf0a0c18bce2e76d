import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../contract/cli.ts';
import { labelledTexts } from '../contract/training.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { generator } from '../trainer/network/generator.ts';
import { isMissing } from '../trainer/queue/redis.ts';
import { temporaryRedis } from '../trainer/queue/temporaryredis.ts';

const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
/** A machine that is killed is noticed, and its fit begun by another, within so long. */
const RECOVERY_MS = 15_000;
const MACHINES = 3;
/** Candidates in so many folds: 200 fits. */
const GRIDS = {
  depths: ['--grid', 'blocks=0,1,2,4,8', '--folds', '5'],
  many: ['--grid', 'blocks=0,1,2,3', '--grid', 'width=2,3,4,5,6', '--folds', '10'],
};

const server = temporaryRedis();
const data = temporaryFolder()('data.tsv', labelledTexts(400));
const at = (out: string) => join(dirname(data), out);
const select = (out: string, grid: readonly string[], ...more: string[]) => [
  ...['select', '--data', data, '--out', at(out), '--no-final', '--no-racing', '--workers', '2'],
  ...['--embedding', '8', '--epochs', '6', ...grid, ...more],
];
const selectionIn = (out: string) => readFileSync(join(at(out), 'select.json'), 'utf8');

function startMachine(): ChildProcess {
  const args = [MAIN, 'join', '--queue', server().url, '--workers', '1'];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function stop(machines: readonly ChildProcess[]): Promise<void> {
  for (const machine of machines) machine.kill('SIGKILL');
  await Promise.all(
    machines.map((machine) => machine.exitCode ?? machine.signalCode ?? once(machine, 'exit')),
  );
}

describe.skipIf(isMissing)('select --queue', () => {
  beforeAll(async () => {
    for (const name of ['depths', 'many'] as const) {
      expect((await runCli(select(name, GRIDS[name]))).code).toBe(0);
    }
  }, 600_000);

  it.each([1, 2, MACHINES])('has the bytes of the pool on %d machines', async (count) => {
    const machines = Array.from({ length: count }, startMachine);
    const { code, stderr } = await runCli(select(`on ${count}`, GRIDS.depths, '--queue', server().url));
    await stop(machines);
    expect(code, stderr).toBe(0);
    expect(selectionIn(`on ${count}`)).toBe(selectionIn('depths'));
  });

  it('has the bytes of the pool for a compare that goes on from a model', async () => {
    const sizes = ['--embedding', '8', '--width', '8', '--epochs', '2', '--workers', '2'];
    expect((await runCli(['train', '--data', data, '--out', at('model'), ...sizes])).code).toBe(0);
    const variants = ['--variant', 'small', '--variant', `tuned: from=${at('model')}/model.safetensors`];
    const compare = ['compare', '--data', data, ...variants, '--epochs', '2', '--rates', '0.003,0.01'];
    const machine = startMachine();
    expect((await runCli([...compare, '--out', at('compared'), '--queue', server().url])).code).toBe(0);
    await stop([machine]);
    expect((await runCli([...compare, '--out', at('compared here')])).code).toBe(0);
    const [own, other] = ['compared', 'compared here'].map((out) =>
      readFileSync(join(at(out), 'compare.json'), 'utf8'),
    );
    expect(own).toBe(other);
  });

  it('goes on where a machine is killed in mid-fit, within 15 seconds', async () => {
    const machines = Array.from({ length: MACHINES }, startMachine);
    await Promise.all(machines.map(({ stdout }) => once(stdout as NodeJS.ReadableStream, 'data')));
    const child = spawn(process.execPath, [MAIN, ...select('killed', GRIDS.many, '--queue', server().url)]);
    const missed = new Promise<number>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        if (text.includes('says nothing any more')) resolve(performance.now());
      });
    });
    await once(machines[0].stdout as NodeJS.ReadableStream, 'data');
    const killed = performance.now();
    machines[0].kill('SIGKILL');
    expect((await missed) - killed).toBeLessThan(RECOVERY_MS);
    const [code] = await once(child, 'close');
    await stop(machines);
    expect(code).toBe(0);
    expect(selectionIn('killed')).toBe(selectionIn('many'));
  });

  it('has each of 200 fits once, with the same bytes, whatever is killed on the way', async () => {
    const next = generator(27);
    const machines = Array.from({ length: MACHINES }, startMachine);
    const running = runCli(select('random', GRIDS.many, '--queue', server().url));
    let isDone = false;
    running.then(() => {
      isDone = true;
    });
    let kill = 0;
    for (; !isDone; kill++) {
      await Promise.race([running, sleep(500 + 3000 * next())]);
      if (isDone) break;
      if (kill % 5 === 4) {
        await server().stop('SIGKILL');
        await server().run();
        continue;
      }
      const victim = Math.floor(next() * MACHINES);
      await stop([machines[victim]]);
      machines[victim] = startMachine();
    }
    const { code, stderr } = await running;
    await stop(machines);
    expect(kill).toBeGreaterThan(2);
    expect(code, stderr).toBe(0);
    expect(selectionIn('random')).toBe(selectionIn('many'));
    expect(readdirSync(join(at('random'), 'fits'))).toEqual(readdirSync(join(at('many'), 'fits')));
    expect(readdirSync(join(at('random'), 'fits'))).toHaveLength(200);
  });
});
