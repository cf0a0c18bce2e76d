import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startDev, startServer, until } from './dev.ts';
import { processes } from './processes.ts';

/** Processes that a process started, and those that they started. */
function descendants(pid: number): Set<number> {
  const found = new Set<number>();
  // A parent may stand behind its child in the table.
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const entry of processes())
      if (entry.parent === pid || found.has(entry.parent)) found.add(entry.pid);
  }
  return found;
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

it('`npm run dev` ends with npm, which passes no signal on when it is killed', async () => {
  const dev = await startServer('npm', ['run', 'dev', '--', '--port', '0']);
  const started = descendants(dev.process.pid!);
  const left = () => processes().filter(({ pid }) => started.has(pid));
  expect(left().map(({ command }) => command)).toContain('workerd');
  dev.process.kill('SIGKILL');
  await until(() => left().length === 0);
});

it('`npm run dev` hands its arguments to wrangler and ends with its failure', async () => {
  await expect(startDev(['--prot', '1'])).rejects.toThrow(/Unknown argument: prot/);
});
