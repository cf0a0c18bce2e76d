import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workerd } from '../bench/workerd.ts';
import { sized } from '../size.ts';
import { sendMixed } from '../soak/service/mixed.ts';
import { expectUnharmed, watch } from '../soak/service/watch.ts';
import { complaint } from './document.ts';
import { exchange, inOnePiece, type RawRequest } from './exchange.ts';
import { malformed } from './malformed.ts';
import { startService } from './service.ts';

const RUNS = sized(300, 10_000);
const SEED = 27;
/** workerd takes as much of a body that nobody reads before it closes the connection. */
const GRACE_BYTES = 64 * 1024;

/** Other tests run beside the small size. */
const WITHIN_MS = sized(10_000, 1000);
/** The small size is over before V8 has taken what it takes of its heap of 128 MB. */
const WARM_UP = { connections: 64, seconds: sized(0, 45) };
const SLACK_MB = sized(200, 60);

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startService('malformed');
  await sendMixed(workerd.url, WARM_UP);
}, 120_000);
afterAll(() => workerd?.stop());

/** Who breaks off may be gone before the answer is there, and who still sends when the connection is closed may lose it. */
function mayBeLost({ body, length }: RawRequest): boolean {
  return length === 'false' || body.reduce((sum, piece) => sum + piece.length, 0) > GRACE_BYTES;
}

async function check(request: RawRequest): Promise<void> {
  // An answer that comes before the whole body may be lost: sending on into a closed connection resets it.
  const answer = (await exchange(workerd.url, request)) ?? (await exchange(workerd.url, inOnePiece(request)));
  const [path] = request.path.split('?');
  if (answer === null) expect(mayBeLost(request)).toBe(true);
  else expect(complaint(request.method, path, answer)).toBeNull();
}

it(`answers ${RUNS} malformed requests as openapi.json says`, async () => {
  const watched = await watch(workerd, () =>
    fc.assert(fc.asyncProperty(malformed, check), { numRuns: RUNS, seed: SEED }),
  );
  expectUnharmed(watched, WITHIN_MS, SLACK_MB);
});
