import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { clean } from '../print.ts';

/** The bulk Worker, as it is asked. */
export type Service = {
  /** Without a `/` at its end. */
  url: string;
  key: string | undefined;
  /** Ends waiting and asking with its reason. */
  signal: AbortSignal;
  /** Before a request is sent again, milliseconds each time: as often as there are of them. */
  delays: readonly number[];
  /** How long an answer is waited for, milliseconds; half a minute by default. */
  answerMs?: number;
};

export type Asked = {
  method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  /** Made anew each time that it is sent. */
  body?: () => Promise<Blob>;
  /** Statuses that are answered with beside those of success. */
  allowed?: readonly number[];
};

/** 16 seconds altogether. */
export const DELAYS_MS = [500, 1000, 2000, 4000, 8000];
/** Without an answer to a request for so long, a connection counts as broken; sending its body may take a second more for each of these bytes. */
const ANSWER_MS = 30_000;
const BYTES_A_SECOND = 100_000;
/** What a 429 asks to wait where it does not say. */
const RETRY_SECONDS = 60;
/** Who asks for a longer wait than this is not waited for. */
const MOST_RETRY_SECONDS = 300;
/** Of a problem's own words. */
const MOST_CHARACTERS = 500;

/** A request that was not answered: nothing listens, or the connection broke. */
type Broken = { cause: string };

/** What the service says to a request; what broke and what it could not do (5xx) is asked again, and what was one too many (429) later. */
export type Ask = (asked: Asked) => Promise<Response>;

/** @throws UserError by the `Ask` where the service cannot be reached, refuses the request, or fails each time. */
export function createAsk(service: Service): Ask {
  let isReached = false;
  return async (asked) => {
    for (let time = 0; ; time++) {
      const answer = await send(service, asked);
      // Nothing is known of an address that never answered: waiting would hide that it is wrong.
      const isHopeless = 'cause' in answer && !isReached;
      isReached ||= 'status' in answer;
      if ('status' in answer && (answer.ok || asked.allowed?.includes(answer.status))) return answer;
      const delay = isHopeless ? undefined : delayOf(answer, service.delays[time]);
      if (delay === undefined) throw await explain(service, asked, answer);
      if ('status' in answer) await answer.body?.cancel();
      await setTimeout(delay, undefined, { signal: service.signal });
    }
  };
}

async function send(
  { url, key, signal, answerMs = ANSWER_MS }: Service,
  asked: Asked,
): Promise<Response | Broken> {
  const { method, path, headers: more, body } = asked;
  const headers = { ...more, ...(key !== undefined && { Authorization: `Bearer ${key}` }) };
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const sent = body === undefined ? {} : { body: await body() };
    const mostMs = answerMs + ((sent.body?.size ?? 0) / BYTES_A_SECOND) * 1000;
    timer = globalThis.setTimeout(() => silence.abort(), mostMs);
    const either = AbortSignal.any([signal, silence.signal]);
    // A key is for this address alone.
    return await fetch(url + path, { method, headers, signal: either, redirect: 'manual', ...sent });
  } catch (error) {
    signal.throwIfAborted();
    if (silence.signal.aborted) return { cause: `no answer in ${answerMs / 1000} s` };
    return { cause: causeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** What the system says of a connection. */
export function causeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  return clean(code ?? message ?? 'no reason given').slice(0, MOST_CHARACTERS);
}

/** Milliseconds after which a request is sent again; undefined where that would change nothing. @param usual undefined after the last time. */
function delayOf(answer: Response | Broken, usual: number | undefined): number | undefined {
  if (usual === undefined || 'cause' in answer || answer.status >= 500) return usual;
  if (answer.status !== 429) return undefined;
  const asked = answer.headers.get('Retry-After') ?? '';
  const seconds = /^\d{1,6}$/.test(asked) ? Number(asked) : RETRY_SECONDS;
  return seconds > MOST_RETRY_SECONDS ? undefined : Math.max(usual, seconds * 1000);
}

async function explain(service: Service, asked: Asked, answer: Response | Broken): Promise<UserError> {
  const { url, key } = service;
  if ('cause' in answer)
    return new UserError(
      `${url} cannot be reached (${answer.cause}): look at the address, then run it again`,
    );
  const { status } = answer;
  if (status === 401) {
    const given = key === undefined ? 'asks for a key' : 'does not know the key';
    return new UserError(`${url} ${given}: set EDGE_SENTIMENT_KEY, or give a file with it as --key-file`);
  }
  if (status >= 300 && status < 400)
    return new UserError(`${url} leads to another address: give ${answer.headers.get('Location')} as --url`);
  if (status === 404 && asked.method === 'POST' && asked.path.split('?')[0] === '/jobs')
    return new UserError(
      `${url} takes no jobs, so it is not the bulk Worker: give its address as --url; npm run dev:bulk starts one on this machine`,
    );
  const said = await detailOf(answer);
  const what = `${url} answered ${status} to ${asked.method} ${asked.path.split('?')[0]}`;
  if (status === 429) return new UserError(`${what}, too many requests: run it again later; ${said}`);
  return new UserError(`${what}: ${said}`);
}

/** What a problem (RFC 9457) says; of another answer, that it is none of this service. */
async function detailOf(answer: Response): Promise<string> {
  const type = answer.headers.get('Content-Type') ?? 'none';
  const text = await answer.text().catch(() => '');
  const isProblem = type.startsWith('application/problem+json');
  const detail = isProblem ? (JSON.parse(text) as { detail?: unknown }).detail : undefined;
  if (typeof detail === 'string') return detail.slice(0, MOST_CHARACTERS);
  return `its type is ${type}, expected was an answer of the bulk Worker: look whether --url is its address`;
}
