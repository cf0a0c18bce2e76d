/**
 * How many rows a bulk job answers a second on one core, and what memory its Worker takes, under `wrangler dev` with its queue and bucket.
 *
 *     npm run bench:bulk -- 1000000
 *
 * Time and CPU are those of workerd, which runs all three; a queue's own time for a part is what wrangler prints.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ndjson } from '../contract/bulk/rows.ts';
import { quickConfig, Server, type Status } from '../contract/bulk/server.ts';
import { cpuOf, memoryOf } from './workerd.ts';

const rows = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-bench-bulk-'));
const server = await Server.start(folder, quickConfig(folder));

/** Megabytes at each look, and CPU in all. */
async function watch(id: string): Promise<{ status: Status; memory: number[] }> {
  const memory: number[] = [];
  const status = await server.until(id, async (each) => {
    memory.push(memoryOf({ pid: server.workerd }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return each.state === 'done';
  });
  return { status, memory };
}

/** Milliseconds that the queue's consumer took, part by part. */
function partTimes(): number[] {
  const lines = server.dev.printed().matchAll(/QUEUE edge-sentiment-bulk 1\/1 \((\d+)ms\)/g);
  return Array.from(lines, ([, ms]) => Number(ms));
}

/** Whether every row is there once, in its place. */
function inOrder(result: Buffer): boolean {
  let at = 0;
  for (let i = 0; i < rows; i++) {
    const end = result.indexOf(0x0a, at);
    const line = JSON.parse(result.toString('utf8', at, end));
    if ('id' in line ? line.id !== i : i % 1000 !== 999) return false;
    at = end + 1;
  }
  return at === result.length;
}

try {
  // The first job loads the model and what V8 compiles.
  const first = await server.post(ndjson(2_000));
  await server.until(first.id, ({ state }) => state === 'done');
  const own = memoryOf({ pid: server.workerd });
  const before = partTimes().length;
  const cpu = cpuOf({ pid: server.workerd });
  const begun = performance.now();
  const { id } = await server.post(ndjson(rows));
  const { status, memory } = await watch(id);
  const seconds = (performance.now() - begun) / 1000;
  const cpuSeconds = (cpuOf({ pid: server.workerd }) - cpu) / 1000;
  const times = partTimes().slice(before);
  const busy = times.reduce((sum, ms) => sum + ms, 0) / 1000;
  const result = await server.result(id);
  const half = Math.floor(memory.length / 2);
  console.log(
    JSON.stringify({
      rows,
      errors: status.errors,
      in_order: inOrder(result),
      digest: createHash('sha256').update(result).digest('hex').slice(0, 12),
      parts: status.parts.all,
      seconds: round(seconds),
      rows_per_second_while_parts_run: Math.round(rows / busy),
      rows_per_cpu_second: Math.round(rows / cpuSeconds),
      workerd_mb: {
        idle: round(own),
        first_half: round(Math.max(...memory.slice(0, half))),
        second_half: round(Math.max(...memory.slice(half))),
      },
    }),
  );
} finally {
  await server.kill();
  rmSync(folder, { recursive: true });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
