import { SIGNAL_EXITS, UserError } from '../../errors.ts';
import { assertCompiled } from '../../files/compiled.ts';
import { lockFolder } from '../../files/lock.ts';
import { isTerminal } from '../../terminal/fold.ts';
import { clearBar, withFittingBar } from '../../terminal/progress.ts';
import { listenToSignals, type SignalListener } from '../../terminal/signals.ts';
import type { FitRunner, OpenRunner } from './asked.ts';
import { FitStoppedError } from './fit.ts';
import { Lanes } from './lanes.ts';
import { fitLines, Meter } from './meter.ts';

/** What stops the fits, and how many are done and kept. */
export type Session = { signal: AbortSignal; counts: { done: number } };

export type SessionRequest = {
  /** Folder that the fits are kept in; locked meanwhile. */
  out: string;
  /** The command that goes on, for the message after a signal; undefined: the same one, in words. */
  again?: string | undefined;
  report: (message: string) => void;
};

/**
 * Runs many fits in a folder that is theirs until the end. The first SIGINT, SIGTERM or SIGHUP stops them.
 *
 * @throws UserError when the folder is another process's, or after a signal: with what is kept, and its exit code.
 */
export async function keepingFits<Value>(
  { out, again = 'the same command', report }: SessionRequest,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  assertCompiled();
  const signals = listenToSignals((message) => {
    clearBar();
    console.error(message);
  });
  let release = () => {};
  const counts = { done: 0 };
  try {
    release = await lockFolder(out, report);
    return await work({ signal: signals.stop, counts });
  } catch (error) {
    if (error instanceof FitStoppedError) throw stoppedBy(signals, counts.done, again);
    throw error === signals.stop.reason ? stoppedBy(signals, 0, again) : error;
  } finally {
    signals.remove();
    release();
  }
}

function stoppedBy({ received }: SignalListener, done: number, again: string): UserError {
  const signal = received() ?? 'SIGINT';
  const fits = done === 1 ? '; 1 fit is done and kept' : `; ${done} fits are done and kept`;
  // What an earlier command has kept was not looked for yet.
  const kept = done === 0 ? ' before a fit was done' : fits;
  return new UserError(`stopped by ${signal}${kept}: go on with ${again}`, SIGNAL_EXITS[signal]);
}

/** What fits run in, and what tells above the bar. */
export type Running = { lanes: FitRunner; meter: Meter; report: (message: string) => void };

/** How fits are to be run. */
export type RunnerRequest = {
  /** Fits at a time. */
  fits: number;
  workers: number;
  /** What opens a runner other than the threads of this process; undefined: these. */
  openRunner?: OpenRunner | undefined;
};

/** Runs fits under one bar, or with a line now and then where there is no terminal, by a runner that ends with it. */
export async function withLanes<Value>(
  { fits, workers, openRunner, report }: RunnerRequest & SessionRequest,
  signal: AbortSignal,
  work: (running: Running) => Promise<Value>,
): Promise<Value> {
  return withFittingBar(async (draw) => {
    const above = (message: string) => {
      clearBar();
      report(message);
    };
    const lanes = (await openRunner?.({ signal, report: above })) ?? new Lanes(fits, workers, signal);
    const onWork = (done: number, size: number) => draw(done, size, lanes.status());
    const meter = new Meter(isTerminal(process.stderr) ? { onWork } : { onWork, onFit: fitLines(above) });
    try {
      const value = await work({ lanes, meter, report: above });
      // What was stopped is not full.
      meter.end();
      return value;
    } finally {
      await lanes.close();
    }
  });
}
