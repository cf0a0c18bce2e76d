import { execFileSync } from 'node:child_process';

/** `memory` is what it holds of the machine's, in kilobytes. */
export type Entry = {
  pid: number;
  parent: number;
  group: number;
  memory: number;
  state: string;
  command: string;
};

/** All processes that run; those that have ended and wait to be noticed do not. */
export function processes(): Entry[] {
  const columns = 'pid=,ppid=,pgid=,rss=,stat=,comm=';
  const table = execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, group, memory, state, ...command] = line.trim().split(/\s+/);
      const numbers = { pid: +pid, parent: +parent, group: +group, memory: +memory };
      return { ...numbers, state, command: command.join(' ') };
    })
    .filter(({ state }) => !state.startsWith('Z'));
}
