import type { Origins } from './guard/cors.ts';
import { FREE_PLAN_CPU } from './model/budget.ts';

/** The longest that Cloudflare lets a request compute, in milliseconds. */
const MOST_CPU = 300_000;

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
