/**
 * How many rows a bulk job answers a second on one core, and what memory its Worker takes, under `wrangler dev` with its queue and bucket.
 *
 *     npm run bench:bulk -- 1000000
 *
 * Time and CPU are those of workerd, which runs all three; a queue's own time for a part is what wrangler prints. The isolate's memory is what
 * Cloudflare bounds by 128 MB.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Heap } from '../contract/bulk/heap.ts';
import { ndjson } from '../contract/bulk/rows.ts';
import { quickConfig, Server, type Status } from '../contract/bulk/server.ts';
import { freePort } from '../port.ts';
import { cpuOf, memoryOf } from './workerd.ts';

const rows = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-bench-bulk-'));
const port = await freePort();
const server = await Server.start(folder, quickConfig(folder), ['--inspector-port', String(port)]);

type Memory = { workerd: number; isolate: number };

async function look(heap: Heap): Promise<Memory> {
  return { workerd: memoryOf({ pid: server.workerd }), isolate: await heap.megabytes() };
}

/** Megabytes at each look. */
async function watch(id: string, heap: Heap): Promise<{ status: Status; memory: Memory[] }> {
  const memory: Memory[] = [];
  const status = await server.until(id, async (each) => {
    memory.push(await look(heap));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return each.state === 'done';
  });
  return { status, memory };
}

function most(memory: readonly Memory[], of: keyof Memory): number {
  return Math.round(Math.max(...memory.map((each) => each[of])));
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
  const heap = await Heap.open(port);
  const own = [await look(heap)];
  const before = partTimes().length;
  const cpu = cpuOf({ pid: server.workerd });
  const begun = performance.now();
  const { id } = await server.post(ndjson(rows));
  const { status, memory } = await watch(id, heap);
  const seconds = (performance.now() - begun) / 1000;
  const cpuSeconds = (cpuOf({ pid: server.workerd }) - cpu) / 1000;
  const times = partTimes().slice(before);
  const busy = times.reduce((sum, ms) => sum + ms, 0) / 1000;
  heap.close();
  const result = await server.result(id);
  const half = Math.floor(memory.length / 2);
  const halves = (of: keyof Memory) => ({
    before: most(own, of),
    first_half: most(memory.slice(0, half), of),
    second_half: most(memory.slice(half), of),
  });
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
      workerd_mb: halves('workerd'),
      isolate_mb: halves('isolate'),
    }),
  );
} finally {
  await server.kill();
  rmSync(folder, { recursive: true });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
