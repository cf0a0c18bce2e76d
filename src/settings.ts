import type { Origins } from './guard/cors.ts';
import type { Limiter } from './guard/ratelimit.ts';
import { FREE_PLAN_CPU, MOST_CPU } from './model/budget.ts';

/** A request's key is compared with each: a thousand take 0.12 ms inside workerd. */
const MOST_KEYS = 1000;
const DIGEST = /^[\da-f]{64}$/;

/**
 * What a request may cost, from the variable `CPU_MILLISECONDS`: a number in wrangler.toml, a string in the dashboard, the free plan's where it is
 * missing.
 *
 * @throws RangeError when it is no number of milliseconds: a deployment ends with it, and serves nothing wrong.
 */
export function readCpu(value: unknown): number {
  if (value === undefined) return FREE_PLAN_CPU;
  const cpu = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof cpu === 'number' && cpu >= 1 && cpu <= MOST_CPU) return cpu;
  throw new RangeError(
    `CPU_MILLISECONDS is ${JSON.stringify(value)}, allowed numbers from 1 to ${MOST_CPU}: 10 on the free plan, on a paid one what you are willing to pay for`,
  );
}

/**
 * Origins whose pages may read answers, from the variable `ALLOWED_ORIGINS`: `*`, or origins with commas between them. None where it is
 * missing or empty.
 *
 * @throws RangeError when a part of it is no origin: browsers compare it letter by letter, and would refuse all.
 */
export function readOrigins(value: unknown): Origins {
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return null;
  if (typeof value !== 'string') throw new RangeError(originsMessage(value));
  const origins = value.split(',').map((origin) => origin.trim());
  if (origins.length === 1 && origins[0] === '*') return '*';
  for (const origin of origins) if (!isOrigin(origin)) throw new RangeError(originsMessage(origin));
  return new Set(origins);
}

/** Whether a browser would write it so: scheme, host and port, in small letters, without a path. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:[^*]+$/.test(text) && new URL(text).origin === text;
}

function originsMessage(value: unknown): string {
  return `ALLOWED_ORIGINS has ${JSON.stringify(value)}, allowed "*" alone, or origins such as https://example.com, with commas between them and nothing after host and port`;
}

/**
 * SHA-256 digests of the keys that open the service, from the secret `API_KEYS`: 64 hexadecimal digits each, with commas or white space
 * between them. Null where it is missing: the service is then open to all.
 *
 * @throws RangeError when it is anything else, empty too: what was meant to close the service never leaves it open. The message tells
 * lengths alone, since a key itself may have been pasted.
 */
export function readKeys(value: unknown): readonly Uint8Array[] | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') throw new RangeError(keysMessage(`is of type ${typeof value}`));
  const digests = value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((digest) => digest !== '');
  if (digests.length === 0) throw new RangeError(keysMessage('has no digest'));
  if (digests.length > MOST_KEYS) throw new RangeError(keysMessage(`has ${digests.length} digests`));
  checkDigests(digests);
  return digests.map(bytesOf);
}

function checkDigests(digests: readonly string[]): void {
  const wrong = digests.findIndex((digest) => !DIGEST.test(digest));
  if (wrong >= 0) {
    const { length } = digests[wrong];
    const kind = length === 64 ? ', which is not all hexadecimal digits' : '';
    throw new RangeError(keysMessage(`has a text of length ${length} at place ${wrong + 1}${kind}`));
  }
  if (new Set(digests).size === digests.length) return;
  const again = digests.findIndex((digest, i) => digests.indexOf(digest) < i);
  const first = digests.indexOf(digests[again]);
  throw new RangeError(keysMessage(`has one digest at places ${first + 1} and ${again + 1}`));
}

function keysMessage(fault: string): string {
  return `API_KEYS ${fault}, allowed up to ${MOST_KEYS} SHA-256 digests, each once, of 64 hexadecimal digits with commas or white space between them: printf %s "$KEY" | sha256sum prints one, and without the variable no key is asked for`;
}

function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/**
 * What counts requests, from the binding `RATE_LIMITER`. Null where it is missing: nobody is then limited.
 *
 * @throws RangeError when it is no such binding.
 */
export function readLimiter(value: unknown): Limiter | null {
  if (value === undefined) return null;
  if (isLimiter(value)) return value;
  throw new RangeError(
    `RATE_LIMITER is of type ${typeof value} and has no function "limit", allowed a binding of [[ratelimits]] in wrangler.toml: add one of this name, or remove the variable so that nobody is limited`,
  );
}

function isLimiter(value: unknown): value is Limiter {
  return typeof value === 'object' && value !== null && 'limit' in value && typeof value.limit === 'function';
}

/**
 * Whether each request leaves a line in the log, from the variable `REQUEST_LOG`: `on`, or `off`. On where it is missing.
 *
 * @throws RangeError when it is anything else.
 */
export function readLog(value: unknown): boolean {
  if (value === undefined || value === 'on') return true;
  if (value === 'off') return false;
  throw new RangeError(`REQUEST_LOG is ${JSON.stringify(value)}, allowed "on" and "off"`);
}

const NAMES = ['ALLOWED_ORIGINS', 'API_KEYS', 'CPU_MILLISECONDS', 'RATE_LIMITER', 'REQUEST_LOG'];

/**
 * That no setting is misspelt: `API_KEY` would leave the service open.
 *
 * @param names of all variables, secrets and bindings.
 * @throws RangeError when one differs from a setting by its ending, its case or an underscore.
 */
export function checkNames(names: readonly string[]): void {
  const bare = (name: string) => name.toUpperCase().replaceAll(/[_-]|E?R?S?$/g, '');
  for (const name of names) {
    const meant = NAMES.find((each) => each !== name && bare(each) === bare(name));
    if (meant !== undefined && !NAMES.includes(name)) {
      throw new RangeError(`"${name}" is no setting, allowed "${meant}": rename it, or remove it`);
    }
  }
}
