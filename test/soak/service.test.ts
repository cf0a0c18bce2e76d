import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workerd } from '../bench/workerd.ts';
import { startService } from '../contract/service.ts';
import { FLOODS, type Flooded, type FloodKind, flood } from './service/flood.ts';
import { sendMixed } from './service/mixed.ts';
import { sendSlowly } from './service/slow.ts';
import { expectUnharmed, watch } from './service/watch.ts';

/** What the service bears: each load runs on one workerd, one after the other, while an honest client asks ten times a second. */

/** After it, V8 has taken what it takes of its bounded heap: 171, 210, 257 and 297 MB after 10, 20, 30 and 40 s, then 274 to 275. */
const WARM_UP = { connections: 64, seconds: 45 };
/** What keeps sending at once, and for how long it is begun again. */
const FLOODS_AT_ONCE = 16;
const FLOOD_SECONDS = 5;
/** What sockets hold of a body that is not read, on both sides. */
const TAKEN_MB = 20;

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startService('soak');
  await sendMixed(workerd.url, WARM_UP);
}, 120_000);
afterAll(() => workerd?.stop());

/** Begins floods again and again. */
async function floods(kind: FloodKind): Promise<Flooded[]> {
  const all: Flooded[] = [];
  const end = performance.now() + 1000 * FLOOD_SECONDS;
  const again = async () => {
    while (performance.now() < end) all.push(await flood(workerd.url, kind));
  };
  await Promise.all(Array.from({ length: FLOODS_AT_ONCE }, again));
  return all;
}

/** What is wrong with an answer to a flood: JSON is too large, lines go on in another request. An answer may break off. */
function wrongAnswer({ type }: FloodKind, { answer }: Flooded): string | null {
  if (answer === null) return null;
  const expected = type === 'application/json' ? 413 : 200;
  return answer.status === expected ? null : `${answer.status}: ${answer.body}`;
}

describe('the service', () => {
  it('answers honest requests of all kinds for a minute, 64 at once', async () => {
    const watched = await watch(workerd, async () => {
      const { answered, wrong } = await sendMixed(workerd.url, { connections: 64, seconds: 60 });
      console.log(`${answered} requests answered`);
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(answered).toBeGreaterThan(1000);
    });
    expectUnharmed(watched);
  });

  it('bears 200 slow clients, of whom some hang up and some never read', async () => {
    const watched = await watch(workerd, async () => {
      const statuses = await sendSlowly(workerd.url, 200, 30);
      expect(statuses).toEqual(Array(100).fill(200));
    });
    expectUnharmed(watched);
  });

  it.each(FLOODS)('ends 100 MB of $type early: $name, length $length', async (kind) => {
    let all: Flooded[] = [];
    const watched = await watch(workerd, async () => {
      all = await floods(kind);
    });
    const answers = all.flatMap(({ answer }) => (answer === null ? [] : [answer.body.toString()]));
    const isWhole = (body: string) => body.endsWith('}\n');
    const most = Math.max(...all.map(({ megabytes }) => megabytes));
    console.log(
      `${all.length} bodies, ${answers.length} answers read, ${most.toFixed(1)} MB taken of one at most`,
    );
    expect(all.map((each) => wrongAnswer(kind, each)).filter((each) => each !== null)).toEqual([]);
    // Whoever sends on into a closed connection may lose the answer: TCP resets it.
    expect(answers.filter(isWhole).length).toBeGreaterThan(all.length / 10);
    if (kind.type !== 'application/json')
      expect(answers.some((body) => /\{"next":\d+\}\n$/.test(body))).toBe(true);
    expect(most).toBeLessThan(TAKEN_MB);
    expectUnharmed(watched);
  });
});
