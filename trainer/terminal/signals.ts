import { readFileSync } from 'node:fs';
import { SIGNAL_EXITS, type StopSignal } from '../errors.ts';

/** Waits for SIGINT, SIGTERM and SIGHUP, which a terminal sends that is closed. */
export type SignalListener = {
  /** Aborted by the first signal. */
  stop: AbortSignal;
  /** The first signal, if one came. */
  received: () => StopSignal | undefined;
  /** Ends the waiting. */
  remove: () => void;
};

/** Takes the first signal as the wish to stop soon; a second one ends the process at once. */
export function listenToSignals(report: (message: string) => void): SignalListener {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const name = signal as StopSignal;
    if (first !== undefined) process.exit(SIGNAL_EXITS[name]);
    first = name;
    report('stopping; once more ends at once');
    controller.abort();
  };
  const names = Object.keys(SIGNAL_EXITS) as StopSignal[];
  for (const name of names) process.on(name, onSignal);
  const remove = () => {
    for (const name of names) process.removeListener(name, onSignal);
  };
  return { stop: controller.signal, received: () => first, remove };
}

const LOOK_MS = 500;

/**
 * Runs something once the npm that started this process is gone: it passes no SIGTERM on, and killed it passes nothing. Where npm
 * did not start this process, or the system has no `/proc` (it is Linux's), nothing is watched.
 */
export function whenNpmEnds(run: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  // npm starts scripts by a shell, which may or may not have given way to this process.
  const child = /^(?:ba|da|a|z)?sh$/.test(processField(process.ppid, 'name')) ? process.ppid : process.pid;
  const npm = processField(child, 'parent');
  if (npm === '') return;
  const timer = setInterval(() => {
    if (processField(child, 'parent') === npm) return;
    clearInterval(timer);
    run();
  }, LOOK_MS);
  timer.unref();
}

/** The name of a process, or its parent's number (proc(5)); empty where it is gone or nothing tells. */
function processField(pid: number, field: 'name' | 'parent'): string {
  try {
    const [, name = '', parent = ''] =
      /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return field === 'name' ? name : parent;
  } catch {
    return '';
  }
}
