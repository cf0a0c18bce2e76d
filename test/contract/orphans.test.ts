import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startDev, until } from './dev.ts';

type Entry = { pid: number; parent: number; group: number; state: string; command: string };

/** All processes that run; those that have ended and wait to be noticed do not. */
function processes(): Entry[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,comm='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, group, state, ...command] = line.trim().split(/\s+/);
      return { pid: +pid, parent: +parent, group: +group, state, command: command.join(' ') };
    })
    .filter(({ state }) => !state.startsWith('Z'));
}

// `demo` starts its server by the same function.
it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'startWrangler() leaves no process behind when %s ends the one that called it',
  async (signal) => {
    const dev = await startDev([]);
    const leader = processes().find(({ parent }) => parent === dev.process.pid)!;
    const members = () => processes().filter(({ group }) => group === leader.pid);
    expect(members().map(({ command }) => command)).toContain('workerd');
    const ended = once(dev.process, 'exit');
    dev.process.kill(signal);
    const [code] = await ended;
    expect(code).toBe(signal === 'SIGKILL' ? null : 0);
    await until(() => members().length === 0);
    await expect(fetch(`${dev.url}/health`)).rejects.toThrow();
  },
);

it('startWrangler() leaves no workerd behind when wrangler itself is killed', async () => {
  const dev = await startDev([]);
  const leader = processes().find(({ parent }) => parent === dev.process.pid)!;
  const members = () => processes().filter(({ group }) => group === leader.pid);
  const wrangler = members().find(({ parent }) => parent === leader.pid)!;
  const ended = once(dev.process, 'exit');
  process.kill(wrangler.pid, 'SIGKILL');
  expect((await ended)[0]).toBe(1);
  await until(() => members().length === 0);
});

it('`npm run dev` hands its arguments to wrangler and ends with its failure', async () => {
  await expect(startDev(['--prot', '1'])).rejects.toThrow(/Unknown argument: prot/);
});
