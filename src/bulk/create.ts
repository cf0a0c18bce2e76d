import type { Result } from '../http/problem.ts';
import { type Asked, readAsked } from './asked.ts';
import { columnsOf, find, upload } from './input.ts';
import { type Job, partsOf, writeJob } from './job.ts';
import { inputsOf, newId } from './names.ts';
import type { BulkParts } from './parts.ts';
import { MOST_PARTS, partBytesFor } from './plan.ts';
import { sendRuns } from './runs.ts';

/** `POST /jobs`: writes the job down and asks for its parts. */
export async function create(
  request: Request,
  tenant: string,
  parts: BulkParts,
  now: number,
): Promise<Result<Job>> {
  const asked = await readAsked(request);
  if (!asked.ok) return asked;
  const served = parts.models.find(asked.value.model);
  if (!served.ok) return served;
  const { model, labels } = served.value;
  const { options } = asked.value;
  const id = newId(tenant, now);
  const about = { id, created: new Date(now).toISOString(), key_id: tenant, model, options };
  const part_bytes = partBytesFor(model, labels, options.top_k);
  const { bucket } = parts;
  const own = inputsOf(tenant) + id;
  const input =
    'key' in asked.value
      ? await find(asked.value.key, tenant, bucket)
      : await upload(request, own, asked.value.type, bucket);
  if (!input.ok) return input;
  const job = await complete({ ...about, input: input.value, part_bytes }, asked.value, bucket);
  if (!job.ok && input.value.key === own) await bucket.delete(own);
  if (job.ok) await begin(job.value, parts);
  return job;
}

type Begun = Omit<Job, 'format' | 'columns'>;

/** What only the input itself says. */
async function complete(begun: Begun, { format }: Asked, bucket: R2Bucket): Promise<Result<Job>> {
  const { bytes } = begun.input;
  const limit = MOST_PARTS * begun.part_bytes;
  if (bytes > limit) return { ok: false, failure: { kind: 'input-too-large', bytes, limit, isBody: false } };
  const job: Job = { ...begun, format: format ?? 'ndjson' };
  if (format !== 'tsv') return { ok: true, value: job };
  const columns = await columnsOf(job.input, bucket);
  return columns.ok ? { ok: true, value: { ...job, columns: columns.value } } : columns;
}

async function begin(job: Job, { bucket, queue }: BulkParts): Promise<void> {
  await writeJob(bucket, job);
  const to = partsOf(job);
  if (to > 0) await sendRuns(queue, [{ job: job.id, from: 0, to }]);
}
