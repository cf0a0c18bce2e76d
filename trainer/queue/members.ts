import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { UserError } from '../errors.ts';
import { clean } from '../print.ts';
import { KEYS } from './keys.ts';
import type { Version } from './version.ts';

/** Who is at the queue: a machine that does fits, or a command that wants some. */
export type Member = { role: 'machine' | 'command'; name: string } & Version;

/** A member that says nothing for so long is gone. */
const GONE_SECONDS = 15;
const BEAT_MS = 4000;
const MAX_NAME = 80;

/** This process, as others see it. */
export function ownName(): string {
  return `${hostname()}-${process.pid}`.slice(-MAX_NAME);
}

/** The members of a queue, and this process among them. */
export class Members {
  readonly #redis: Redis;
  readonly #own: Member;
  readonly #id = randomUUID();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Redis, own: Member) {
    this.#redis = redis;
    this.#own = own;
  }

  /**
   * Joins, and stays until `leave`.
   *
   * @param onBeat called every few seconds with all who are there.
   * @throws UserError where one is there whose code or Node is another: it would have other bytes.
   */
  async join(shown: string, onBeat: (members: Member[]) => void): Promise<void> {
    await this.#beat();
    const other = (await this.all()).find(
      ({ code, node }) => code !== this.#own.code || node !== this.#own.node,
    );
    if (other !== undefined) {
      await this.leave();
      throw differing(shown, this.#own, other);
    }
    this.#timer = setInterval(() => {
      // What is asked while the queue is away would pile up.
      if (this.#redis.status !== 'ready') return;
      this.#beat()
        .then(() => this.all())
        .then(onBeat, () => {});
    }, BEAT_MS);
  }

  async #beat(): Promise<void> {
    await this.#redis.set(KEYS.member(this.#id), JSON.stringify(this.#own), 'EX', GONE_SECONDS);
    await this.#redis.sadd(KEYS.members, this.#id);
  }

  /** All who are there. */
  async all(): Promise<Member[]> {
    const ids = await this.#redis.smembers(KEYS.members);
    if (ids.length === 0) return [];
    const texts = await this.#redis.mget(ids.map(KEYS.member));
    const gone = ids.filter((_, index) => texts[index] === null);
    if (gone.length > 0) await this.#redis.srem(KEYS.members, ...gone);
    return texts.flatMap((text) => memberIn(text) ?? []);
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#redis.status !== 'ready') return;
    await this.#redis.del(KEYS.member(this.#id));
    await this.#redis.srem(KEYS.members, this.#id);
  }
}

/** Undefined for what is no member. */
function memberIn(text: string | null): Member | undefined {
  try {
    const { role, name, code, node } = JSON.parse(text ?? '');
    const isMember = [role, name, code, node].every(
      (part) => typeof part === 'string' && part.length <= MAX_NAME,
    );
    // A bar shows the name as it is.
    return isMember ? { role, name: clean(name), code, node } : undefined;
  } catch {
    return undefined;
  }
}

function differing(shown: string, own: Member, { role, name, code, node }: Member): UserError {
  return new UserError(
    `${role} ${name} at the queue ${shown} has code ${code} on Node ${node}, this has ${own.code} on ${own.node}, ` +
      'and fits would have other bytes: bring all to one commit and one Node, or give another database, such as /1',
  );
}
