import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { SIGNAL_EXITS, type StopSignal } from '../errors.ts';

/** Files that are being written and have not their place yet. */
const drafts = new Set<string>();
const SIGNALS = Object.keys(SIGNAL_EXITS) as StopSignal[];

/** Runs something that writes a draft and gives it its place. However the process ends, -9 left out, no draft is left. */
export async function withDraft<Value>(path: string, run: () => Promise<Value>): Promise<Value> {
  if (drafts.size === 0) listen();
  drafts.add(path);
  try {
    return await run();
  } catch (error) {
    // What went wrong is to be told, not that the draft could not be removed either.
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    drafts.delete(path);
    if (drafts.size === 0) ignore();
  }
}

function listen(): void {
  process.on('exit', removeDrafts);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function ignore(): void {
  process.removeListener('exit', removeDrafts);
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}

/** A signal that nobody listens to would end the process without `exit`. */
function onSignal(signal: NodeJS.Signals): void {
  // Another listener decides itself when to end.
  if (process.listenerCount(signal) > 1) return;
  console.error(`\nerror: stopped by ${signal}: nothing is written`);
  process.exit(SIGNAL_EXITS[signal as StopSignal]);
}

function removeDrafts(): void {
  for (const path of drafts) {
    try {
      rmSync(path, { force: true });
    } catch {
      // A disk that turned read-only keeps it, and the next run removes it.
    }
  }
}
