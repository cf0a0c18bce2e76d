import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniform } from '../../trainer/random.ts';
import { Heap } from '../contract/bulk/heap.ts';
import { digestHere, digestOf, ndjson } from '../contract/bulk/rows.ts';
import { Server, type Status } from '../contract/bulk/server.ts';
import { freePort } from '../port.ts';

/** The long sizes of test/contract/bulk.test.ts, under `npm run dev:bulk` as it is. */

const ROWS = Number(process.env.BULK_ROWS ?? 1_000_000);
const KILLS = 3;
/** Of the isolate: Cloudflare gives it 128, and ends it beyond. */
const MOST_MB = 100;

let folder: string;
let server: Server;
let port: number;

async function start(): Promise<void> {
  port = await freePort();
  server = await Server.start(folder, undefined, ['--inspector-port', String(port)]);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-soak-bulk-'));
  await start();
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true });
});

/** Waits until this is so. @returns megabytes of the isolate at each look. */
async function watch(id: string, isSo: (status: Status) => boolean): Promise<number[]> {
  const heap = await Heap.open(port);
  const memory: number[] = [];
  await server.until(id, async (status) => {
    memory.push(await heap.megabytes());
    await new Promise((resolve) => setTimeout(resolve, 250));
    return isSo(status);
  });
  heap.close();
  return memory;
}

const isDone = ({ state }: Status) => state === 'done';

describe('a bulk job', () => {
  it(`of ${ROWS} rows has every row once and in order, though workerd is killed ${KILLS} times`, async () => {
    const file = ndjson(ROWS);
    const points = Array.from({ length: KILLS }, (_, kill) => 0.05 + 0.85 * uniform(1, kill)).sort(
      (a, b) => a - b,
    );
    const { id, parts } = await server.post(file);
    for (const point of points) {
      await watch(id, ({ parts: { done } }) => done >= Math.floor(point * parts.all));
      await server.kill();
      await start();
      const { parts: left } = await server.resume(id);
      console.log(`killed and resumed at ${left.done} of ${left.all} parts`);
    }
    const memory = await watch(id, isDone);
    console.log(`the isolate had ${Math.max(...memory).toFixed(0)} MB at most`);
    expect(await server.status(id)).toMatchObject({ rows: ROWS, errors: ROWS / 1000 });
    expect(digestOf(await server.result(id))).toBe(digestHere(file));
    expect(Math.max(...memory)).toBeLessThan(MOST_MB);
  });
});
