import { ProblemError, problemIn } from './problem.ts';

/** Times that a request is sent before its failure is told. */
const TRIES = 5;
/** Before a request is sent again that broke; twice as long each time. */
const BROKEN_MS = 100;
/** What a 429 asks to wait where it does not say. */
const RETRY_SECONDS = 60;
/** Who asks for a longer wait than this is not waited for. */
const MOST_RETRY_SECONDS = 300;

const SECONDS = /^\d{1,6}$/;

/** Resolves after so many milliseconds; rejects with the signal's reason where that comes first. */
export type Wait = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;

export type SenderParts = { url: string; key?: string | undefined; fetch?: typeof fetch; wait?: Wait };

/** A body for `/sentiment`. */
export type Asked = { query?: string; type: string; body: string; signal: AbortSignal | undefined };

/** Sends a body. @returns the text of the answer. */
export type Send = (asked: Asked) => Promise<string>;

type Received = { status: number; headers: Headers; text: string };

/**
 * What sends bodies to a service, each in one piece and until it is answered: answers follow from the texts alone, so any request may be
 * sent again.
 *
 * @throws TypeError when `url` is no address, or `key` cannot stand in a header.
 */
export function createSend({ url, key, fetch: send = globalThis.fetch, wait = pause }: SenderParts): Send {
  const address = new URL(`${url.replace(/\/+$/, '')}/sentiment`).href;
  const authorization = new Headers(key === undefined ? {} : { Authorization: `Bearer ${key}` });

  const sendOnce = async ({ query = '', type, body, signal }: Asked): Promise<Received> => {
    const headers = new Headers(authorization);
    headers.set('Content-Type', type);
    const response = await send(address + query, { method: 'POST', headers, body, signal: signal ?? null });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  return async (asked) => {
    for (let time = 1; ; time++) {
      asked.signal?.throwIfAborted();
      const received = await sendOnce(asked).catch((error: unknown) => error);
      asked.signal?.throwIfAborted();
      if (isReceived(received) && received.status === 200) return received.text;
      const delay = time === TRIES ? null : delayOf(received, time);
      if (delay === null) throw isReceived(received) ? problemOf(received) : received;
      await wait(delay, asked.signal);
    }
  };
}

function isReceived(value: unknown): value is Received {
  return typeof value === 'object' && value !== null && 'text' in value;
}

/** Milliseconds after which a request is sent again; null where it would be refused again. */
function delayOf(received: unknown, time: number): number | null {
  if (!isReceived(received)) return BROKEN_MS * 2 ** (time - 1);
  if (received.status !== 429) return null;
  const asked = received.headers.get('Retry-After') ?? '';
  const seconds = SECONDS.test(asked) ? Number(asked) : RETRY_SECONDS;
  return seconds <= MOST_RETRY_SECONDS ? seconds * 1000 : null;
}

function problemOf({ status, headers, text }: Received): ProblemError {
  return new ProblemError(problemIn(status, headers.get('Content-Type'), text));
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
