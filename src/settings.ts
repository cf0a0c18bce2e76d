import { FREE_PLAN_CPU } from './model/limits.ts';

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
