/** Parts [from, to) of a job, which a message asks for. */
export type Run = { job: string; from: number; to: number };

/** Messages that the queue takes at once. */
const MOST_AT_ONCE = 100;

/** A message as it comes: null where it is none of ours. */
export function readRun(body: unknown): Run | null {
  const { job, from, to } = (body ?? {}) as Partial<Record<keyof Run, unknown>>;
  const isRun =
    typeof job === 'string' && Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(from) >= 0;
  return isRun && Number(from) < Number(to) ? { job, from: Number(from), to: Number(to) } : null;
}

/**
 * Asks for runs of parts. A run of several is split by whoever receives it, so that a request sends one message however many parts there are, and
 * no queue takes them all at once.
 */
export async function sendRuns(queue: Queue<Run>, runs: readonly Run[]): Promise<void> {
  for (let i = 0; i < runs.length; i += MOST_AT_ONCE) {
    await queue.sendBatch(runs.slice(i, i + MOST_AT_ONCE).map((body) => ({ body, contentType: 'json' })));
  }
}

/** A run in up to a hundred, as equal as they can be. */
export function splitRun({ job, from, to }: Run): Run[] {
  const size = Math.ceil((to - from) / MOST_AT_ONCE);
  const runs: Run[] = [];
  for (let at = from; at < to; at += size) runs.push({ job, from: at, to: Math.min(at + size, to) });
  return runs;
}

/** The runs of all parts of which it is false that they are there. */
export function absentRuns(job: string, isThere: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (const [part, there] of isThere.entries()) {
    const last = runs.at(-1);
    if (there) continue;
    if (last?.to === part) last.to++;
    else runs.push({ job, from: part, to: part + 1 });
  }
  return runs;
}
