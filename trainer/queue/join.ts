import type { Redis } from 'ioredis';
import { SIGNAL_EXITS, UserError } from '../errors.ts';
import { assertCompiled } from '../files/compiled.ts';
import { listenToSignals } from '../terminal/signals.ts';
import { explainReply } from './address.ts';
import { Blobs } from './blobs.ts';
import { connect, watchConnection } from './connection.ts';
import { Machine } from './machine.ts';
import { Members, ownName } from './members.ts';
import type { QueueRequest } from './runner.ts';
import { ownVersion, type Version } from './version.ts';

export type JoinRequest = QueueRequest & {
  /** Fits at a time. */
  fits: number;
  /** Threads in all. */
  workers: number;
  /** Ends after so long without a fit; undefined: never. */
  idleSeconds: number | undefined;
  report: (message: string) => void;
};

const IDLE_LOOK_MS = 500;

/**
 * Does fits of a queue until it is told to stop, or nothing has come for so long. Fits that it stops in are taken up by others at once.
 *
 * @throws UserError where the queue does not answer, or one is there whose code is another; after a signal, with its exit code.
 */
export async function join(request: JoinRequest): Promise<void> {
  assertCompiled();
  const redis = await connect(request.address);
  try {
    await joinWith(redis, request);
  } catch (error) {
    throw explainReply(request.address, error);
  } finally {
    redis.disconnect();
  }
}

async function joinWith(redis: Redis, request: JoinRequest): Promise<void> {
  const { address, report } = request;
  const version = ownVersion();
  const members = new Members(redis, { role: 'machine', name: ownName(), ...version });
  const unwatch = watchConnection(redis, address.shown, { report });
  const signals = listenToSignals((message) => console.error(`\n${message}`));
  try {
    await members.join(address.shown, () => {});
    report(`${ownName()} has joined ${address.shown}: ${described(request, version)}`);
    const done = await work(redis, request, version, signals.stop);
    const signal = signals.received();
    const outcome = `${done} ${done === 1 ? 'fit is' : 'fits are'} done here`;
    if (signal !== undefined) throw new UserError(`stopped by ${signal}; ${outcome}`, SIGNAL_EXITS[signal]);
    report(`no fit for ${request.idleSeconds} s: ${outcome}`);
  } finally {
    signals.remove();
    unwatch();
    await members.leave();
  }
}

function described({ fits, workers }: JoinRequest, { code, node }: Version): string {
  const threads = Math.max(1, Math.floor(workers / fits));
  return `${fits} at a time with ${threads} ${threads === 1 ? 'thread' : 'threads'} each, code ${code}, Node ${node}`;
}

/** @returns how many fits were done, once the signal came or nothing has come for too long. */
async function work(
  redis: Redis,
  request: JoinRequest,
  version: Version,
  signal: AbortSignal,
): Promise<number> {
  const { address, store, idleSeconds } = request;
  const blobs = new Blobs(redis, { address, folder: store });
  const machine = new Machine({ ...request, version, blobs, name: ownName() });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => end());
  if (signal.aborted) end();
  const isIdle = () => idleSeconds !== undefined && machine.idleMs >= 1000 * idleSeconds;
  const timer = setInterval(() => isIdle() && end(), IDLE_LOOK_MS);
  try {
    await ended;
  } finally {
    clearInterval(timer);
    await machine.close();
  }
  return machine.done;
}
