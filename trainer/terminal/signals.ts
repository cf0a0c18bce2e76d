/** The exit code that shells give a process ended by the signal: 128 and its number. */
export const SIGNAL_EXITS = { SIGINT: 130, SIGTERM: 143 } as const;

export type StopSignal = keyof typeof SIGNAL_EXITS;

/** Waits for SIGINT and SIGTERM. */
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
 * Runs something once the process that started this one is gone: npm passes no signal on, and one that was killed passes none. It
 * never runs on Windows, where a process keeps the number of its parent.
 */
export function whenOrphaned(run: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    run();
  }, LOOK_MS);
  timer.unref();
}
