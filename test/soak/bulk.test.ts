import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniform } from '../../trainer/random.ts';
import { memoryOf } from '../bench/workerd.ts';
import { digestHere, digestOf, ndjson } from '../contract/bulk/rows.ts';
import { Server, type Status } from '../contract/bulk/server.ts';

/** The long sizes of test/contract/bulk.test.ts, under `npm run dev:bulk` as it is. */

const ROWS = Number(process.env.BULK_ROWS ?? 1_000_000);
const KILLS = 3;
/** Beyond what workerd has with the model loaded. */
const MOST_MB = 128;

let folder: string;
let server: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-soak-bulk-'));
  server = await Server.start(folder);
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true });
});

/** Megabytes of workerd after a first job. */
async function warm(): Promise<number> {
  const { id } = await server.post(ndjson(2_000));
  await server.until(id, ({ state }) => state === 'done');
  return memoryOf({ pid: server.workerd });
}

/** Waits until this is so. @returns the most megabytes that workerd had. */
async function watch(id: string, isSo: (status: Status) => boolean): Promise<number> {
  let most = 0;
  await server.until(id, async (status) => {
    most = Math.max(most, memoryOf({ pid: server.workerd }));
    await new Promise((resolve) => setTimeout(resolve, 250));
    return isSo(status);
  });
  return most;
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
      server = await Server.start(folder);
      const { parts: left } = await server.resume(id);
      console.log(`killed and resumed at ${left.done} of ${left.all} parts`);
    }
    const own = await warm();
    const most = await watch(id, isDone);
    console.log(`workerd had ${own.toFixed(0)} MB with its model, ${most.toFixed(0)} at most`);
    expect(await server.status(id)).toMatchObject({ rows: ROWS, errors: ROWS / 1000 });
    expect(digestOf(await server.result(id))).toBe(digestHere(file));
    expect(most - own).toBeLessThan(MOST_MB);
  });

  it.each([
    ['one-letter lines', 'a\n'],
    ['blank lines', '\n'],
  ])('of %s alone stays within its memory', async (name, line) => {
    const file = line.repeat(2_000_000 / line.length);
    const own = await warm();
    const { id } = await server.post(file, 'text/plain');
    const most = await watch(id, isDone);
    console.log(`${name}: workerd had ${own.toFixed(0)} MB with its model, ${most.toFixed(0)} at most`);
    expect(digestOf(await server.result(id))).toBe(digestHere(file, 'text'));
    expect(most - own).toBeLessThan(MOST_MB);
  });
});
