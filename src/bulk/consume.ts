import { logError } from '../http/log.ts';
import { PartAnswers } from '../model/rows/answers.ts';
import { type Part, partAt, rangeOf } from '../model/rows/lines.ts';
import { type Job, partsOf, readJob, rowOptions } from './job.ts';
import { cancelledName, failedName, reasonName, resultName } from './names.ts';
import type { BulkParts } from './parts.ts';
import { type Run, readRun, sendRuns, splitRun } from './runs.ts';

/** What a queue is called whose messages failed as often as they may: wrangler.toml has both. */
const DEAD_LETTERS = /-dead-letters$/;

/**
 * Answers the parts that messages ask for. A message may come twice, late, or while another consumer is at the same part: the answers of a part
 * are the same bytes each time, and are put in their place whole.
 */
export async function consume(batch: MessageBatch<unknown>, parts: BulkParts): Promise<void> {
  const handle = DEAD_LETTERS.test(batch.queue) ? markFailed : handleRun;
  for (const message of batch.messages) {
    const run = readRun(message.body);
    try {
      if (run !== null) await handle(run, parts);
      message.ack();
    } catch (error) {
      logError(error, { where: `parts ${run?.from} to ${run?.to} of the bulk job ${run?.job}` });
      message.retry();
    }
  }
}

async function handleRun(run: Run, parts: BulkParts): Promise<void> {
  const { bucket, queue } = parts;
  const job = await readJob(bucket, run.job);
  if (job === null || run.to > partsOf(job)) return;
  if (run.to - run.from > 1) return sendRuns(queue, splitRun(run));
  const part = partAt(run.from, job.part_bytes, job.input.bytes);
  const name = resultName(job.id, part.begin);
  if (await isThere(bucket, cancelledName(job.id))) return bucket.delete(name);
  if (await isThere(bucket, name)) return;
  const answers = await answerPart(job, part, parts);
  if ('reason' in answers) return fail(job, answers.reason, bucket);
  await writeUnlessCancelled(job, name, bucket, () => putResult(bucket, name, answers));
}

/** What a part is answered, or why the job cannot go on. */
type PartResult = { chunks: Uint8Array[]; bytes: number; rows: number; errors: number };

async function answerPart(
  job: Job,
  part: Part,
  { bucket, models }: BulkParts,
): Promise<PartResult | { reason: string }> {
  const served = models.all.find(({ model }) => model === job.model);
  if (served === undefined) return { reason: modelReason(job) };
  const input = await bucket.get(job.input.key, {
    range: rangeOf(part, job.input.bytes),
    onlyIf: { etagMatches: job.input.etag },
  });
  if (input === null || !('body' in input)) return { reason: inputReason(job) };
  const { format, columns, options } = job;
  const answers = new PartAnswers(served.classifier(), part, { format, columns }, rowOptions(options));
  return collect(answers, input.body);
}

const encoder = new TextEncoder();
/** Bytes whose answers are made to one string: that of blank lines has 95 times as many, and V8 keeps large ones longer. */
const STEP_BYTES = 1024;
/** Steps between which requests are let in: locally one isolate does all. */
const STEPS = 8;

async function collect(answers: PartAnswers, body: ReadableStream<Uint8Array>): Promise<PartResult> {
  const chunks: Uint8Array[] = [];
  const add = (text: string) => {
    if (text !== '') chunks.push(encoder.encode(text));
  };
  let steps = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length && !answers.isDone; at += STEP_BYTES) {
      add(answers.push(chunk.subarray(at, at + STEP_BYTES)));
      if (++steps % STEPS === 0) await scheduler.wait(0);
    }
    if (answers.isDone) break;
  }
  add(answers.finish());
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return { chunks, bytes, rows: answers.rows, errors: answers.errors };
}

async function putResult(
  bucket: R2Bucket,
  name: string,
  { chunks, bytes, rows, errors }: PartResult,
): Promise<void> {
  const { readable, writable } = new FixedLengthStream(bytes);
  const put = bucket.put(name, readable, {
    httpMetadata: { contentType: 'application/x-ndjson' },
    customMetadata: { rows: String(rows), errors: String(errors) },
  });
  const writer = writable.getWriter();
  const write = async () => {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  };
  await Promise.all([put, write()]);
}

/** Writes something of a job. What comes after it was cancelled is removed again: here, or when the message comes once more. */
async function writeUnlessCancelled(
  { id }: Pick<Job, 'id'>,
  name: string,
  bucket: R2Bucket,
  write: () => Promise<unknown>,
): Promise<void> {
  if (await isThere(bucket, cancelledName(id))) return;
  await write();
  if (await isThere(bucket, cancelledName(id))) await bucket.delete(name);
}

/** Writes down why a job cannot go on: no part of it is answered in another way than the rest. */
function fail({ id }: Job, reason: string, bucket: R2Bucket): Promise<void> {
  const name = reasonName(id);
  return writeUnlessCancelled({ id }, name, bucket, () =>
    bucket.put(name, '', { customMetadata: { reason } }),
  );
}

/** Writes down which parts failed as often as they may. */
async function markFailed({ job: id, from, to }: Run, { bucket }: BulkParts): Promise<void> {
  const job = await readJob(bucket, id);
  if (job === null) return;
  const name = failedName(id, from * job.part_bytes);
  await writeUnlessCancelled(job, name, bucket, () =>
    bucket.put(name, '', { customMetadata: { to: String(to) } }),
  );
}

async function isThere(bucket: R2Bucket, name: string): Promise<boolean> {
  return (await bucket.head(name)) !== null;
}

export function modelReason({ model }: Job): string {
  return `it was begun with the model ${model}, which is not served any more`;
}

export function inputReason({ input }: Job): string {
  return `its input ${input.key} is not the object any more that it was begun with`;
}
