import { UserError } from '../errors.ts';

/** Where a queue is, and who asks. */
export type QueueAddress = {
  /** As people may see it: no user, no password. */
  shown: string;
  host: string;
  port: number;
  db: number;
  username?: string;
  password?: string;
  /** There for `rediss:`. */
  tls?: { servername: string };
};

const PORT = 6379;
/** Redis has 16 databases where its settings do not say otherwise. */
const MAX_DATABASE = 9999;
/** What is said of who asks; never an argument, which lists of processes show. */
const USER = 'REDIS_USERNAME';
const PASSWORD = 'REDIS_PASSWORD';

/**
 * Reads `--queue`.
 *
 * @param environment may name a user and a password: `REDIS_USERNAME`, `REDIS_PASSWORD`.
 * @throws UserError for what is no address of a Redis, or has a password in it.
 */
export function parseQueue(text: string, environment: NodeJS.ProcessEnv = process.env): QueueAddress {
  if (text.includes('@')) {
    throw new UserError(
      `--queue names a user or a password, which lists of processes show: give them in ${USER} and ${PASSWORD}`,
      2,
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, db = '0'] = /^\/?(\d*)$/.exec(url?.pathname ?? '-') ?? [];
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  const isPlain = url?.search === '' && url.hash === '' && /^\/?\d*$/.test(url.pathname);
  if (!url || !isRedis || !isPlain || url.hostname === '' || Number(db) > MAX_DATABASE) {
    throw new UserError(
      `--queue is "${text}", allowed redis://HOST, with a port and a database where they are others: rediss://HOST:6379/0`,
      2,
    );
  }
  const { [USER]: username, [PASSWORD]: password } = environment;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || PORT);
  return {
    shown: `${url.protocol}//${url.hostname}:${port}${Number(db) > 0 ? `/${Number(db)}` : ''}`,
    ...{ host, port, db: Number(db) },
    ...(username && { username }),
    ...(password && { password }),
    ...(url.protocol === 'rediss:' && { tls: { servername: host } }),
  };
}

/** One sentence for an error of the connection, which names neither user nor password. */
export function explainQueueError({ shown }: QueueAddress, error: unknown): UserError {
  const { message = '', code } = (error ?? {}) as NodeJS.ErrnoException;
  if (/WRONGPASS|NOAUTH|AUTH/.test(message)) {
    return new UserError(`the queue ${shown} refuses the user or the password: set ${USER} and ${PASSWORD}`);
  }
  if (/^OOM\b/.test(message)) {
    return new UserError(
      `the queue ${shown} has no memory left: raise its maxmemory, or give --store FOLDER for large data`,
    );
  }
  if (/NOPERM|READONLY|MISCONF/.test(message)) {
    return new UserError(`the queue ${shown} refuses to be written: ${message}`);
  }
  return new UserError(
    `the queue ${shown} does not answer${code ? ` (${code})` : ''}: start a Redis there, or give another --queue`,
  );
}

/**
 * An error that Redis answers with, such as WRONGTYPE: something else lies under the names of the queue. Any other error is returned as it is.
 */
export function explainReply({ shown }: QueueAddress, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return error;
  return new UserError(
    `the queue ${shown} has data of another kind under the names edge-sentiment:* (${error.message}): give another database, such as redis://HOST/1`,
  );
}
