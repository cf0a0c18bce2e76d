import type { Redis } from 'ioredis';
import { UserError } from '../errors.ts';
import type { AskedFit, FitRunner, Fitter, OpenRunner, Task } from '../experiment/fits/asked.ts';
import { FitStoppedError } from '../experiment/fits/fit.ts';
import { explainReply, type QueueAddress } from './address.ts';
import { Blobs } from './blobs.ts';
import { connect, watchConnection } from './connection.ts';
import { Members, ownName } from './members.ts';
import { Packer } from './parcel.ts';
import { Status } from './status.ts';
import { ownVersion } from './version.ts';
import { FitFailedError, Wanted } from './wanted.ts';

/** A queue that is away for longer ends the command: all that is done is kept. */
const MAX_AWAY_MS = 60_000;
const PROLONG_MS = 600_000;
/** What a message lists. */
const MAX_FAILURES = 3;

export type QueueRequest = {
  address: QueueAddress;
  /** A folder that all machines see, for what is too large for Redis. */
  store: string | undefined;
  /** How long the queue may be away before the command ends; tests wait for less. */
  maxAwayMs?: number;
};

/**
 * What runs the fits of a command on the machines that have joined a queue.
 *
 * @throws UserError where the queue does not answer, or one is there whose code is another.
 */
export function queueRunner({ address, store, maxAwayMs = MAX_AWAY_MS }: QueueRequest): OpenRunner {
  return async ({ signal, report }) => {
    const redis = await connect(address);
    const version = ownVersion();
    const members = new Members(redis, { role: 'command', name: ownName(), ...version });
    const blobs = new Blobs(redis, { address, folder: store });
    const status = new Status();
    const leave = async () => {
      await members.leave();
      redis.disconnect();
    };
    try {
      await members.join(address.shown, (all) => status.meet(all).forEach(report));
      for (const line of status.meet(await members.all())) report(line);
      if (status.machines === 0) report(noMachine(address));
      const wanted = await Wanted.open(redis, { address, version, blobs, status, report });
      return new QueueRunner({ address, maxAwayMs, signal, report, redis, blobs, status, wanted, leave });
    } catch (error) {
      await leave();
      throw explainReply(address, error);
    }
  };
}

function noMachine({ shown }: QueueAddress): string {
  return `no machine has joined ${shown} yet, and the fits wait: say \`npm run trainer -- join --queue ${shown}\` on each`;
}

type Parts = {
  address: QueueAddress;
  maxAwayMs: number;
  signal: AbortSignal;
  report: (message: string) => void;
  redis: Redis;
  blobs: Blobs;
  status: Status;
  wanted: Wanted;
  leave: () => Promise<void>;
};

/** The machines of a queue, as what runs fits. */
class QueueRunner implements FitRunner {
  readonly about: string;
  readonly #parts: Parts;
  readonly #packer: Packer;
  readonly #ends: (() => void)[] = [];
  /** Settled once what came before is added: what is to begin first is added first. */
  #added: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    const { address, maxAwayMs, signal, report, redis, blobs, wanted } = parts;
    this.about = `on the machines of ${address.shown}`;
    this.#parts = parts;
    this.#packer = new Packer(blobs);
    const stop = () => void wanted.stop(new FitStoppedError(), redis.status === 'ready');
    signal.addEventListener('abort', stop);
    const giveUp = () => void wanted.stop(awayError(address, maxAwayMs), false);
    const away = { afterMs: maxAwayMs, run: giveUp };
    const unwatch = watchConnection(redis, address.shown, { report, onLost: away });
    const timer = setInterval(() => void blobs.prolong().catch(() => {}), PROLONG_MS);
    this.#ends.push(
      unwatch,
      () => clearInterval(timer),
      () => signal.removeEventListener('abort', stop),
    );
  }

  status(): string {
    return this.#parts.status.text();
  }

  /**
   * Runs all tasks on whatever machines there are. One that fails stops no other.
   *
   * @throws FitStoppedError after the signal.
   * @throws UserError with the causes where fits failed, once all others are done.
   */
  async run<Value>(tasks: readonly Task<Value>[]): Promise<Value[]> {
    if (this.#parts.signal.aborted) throw new FitStoppedError();
    const order = [...tasks.keys()].sort((a, b) => tasks[b].work - tasks[a].work || a - b);
    const values: Value[] = [];
    const fit: Fitter = (asked, onTrained) => this.#fit(asked, onTrained) as Promise<never>;
    const ended = await Promise.allSettled(
      order.map(async (index) => {
        values[index] = await tasks[index].run({ fit });
      }),
    );
    const failures = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    const other = failures.find((reason) => !(reason instanceof FitFailedError));
    if (other !== undefined) throw explainReply(this.#parts.address, other);
    if (failures.length > 0) throw failedFits(failures, tasks.length);
    return values;
  }

  async #fit(asked: AskedFit, onTrained: (share: number) => void): Promise<object> {
    const before = this.#added;
    const begun = (async () => {
      await before;
      const parcel = await this.#packer.pack(asked);
      if (this.#parts.signal.aborted) throw new FitStoppedError();
      const { added, answer } = this.#parts.wanted.want(asked, parcel, onTrained);
      await added;
      return { answer };
    })();
    this.#added = begun.catch(() => {});
    return (await begun).answer;
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end();
    await this.#parts.wanted.close();
    await this.#parts.leave();
  }
}

function awayError({ shown }: QueueAddress, milliseconds: number): UserError {
  return new UserError(
    `the queue ${shown} was away for ${milliseconds / 1000} s; what is done is kept: the same command goes on`,
  );
}

function failedFits(failures: readonly Error[], all: number): UserError {
  const causes = [...new Set(failures.map(({ message }) => message))];
  const more = causes.length - MAX_FAILURES;
  const named = causes.slice(0, MAX_FAILURES).join('; ') + (more > 0 ? `; and ${more} more causes` : '');
  return new UserError(
    `${failures.length} of ${all} fits failed, the others are done and kept: ${named}; the same command tries them again`,
  );
}
