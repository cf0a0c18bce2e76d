import type { Language } from '../model/classification.ts';
import type { RowOptions } from '../model/rows/answers.ts';
import type { RowFormat } from '../model/rows/format.ts';
import { jobName } from './names.ts';

/** What is asked of all rows, by the names that requests have. */
export type JobOptions = { top_k?: number; threshold?: number; language?: Language };

/** All that decides the result of a job, as `job.json` has it. Nothing of it changes. */
export type Job = {
  id: string;
  /** When it was asked for, as RFC 3339 writes it. */
  created: string;
  /** The first digits of the digest of the key that asked, or `open`. */
  key_id: string;
  /** The object that is read, as it was: each read asks for this ETag. */
  input: { key: string; etag: string; bytes: number };
  format: RowFormat;
  /** Of `tsv`. */
  columns?: string[];
  /** Bytes of the input that are answered together. */
  part_bytes: number;
  /** `name@version`: no other answers a part of it. */
  model: string;
  options: JobOptions;
};

export function partsOf({ input, part_bytes }: Pick<Job, 'input' | 'part_bytes'>): number {
  return Math.ceil(input.bytes / part_bytes);
}

/** Null where there is none of this id, or it was removed. */
export async function readJob(bucket: R2Bucket, id: string): Promise<Job | null> {
  const object = await bucket.get(jobName(id));
  return object === null ? null : object.json<Job>();
}

export async function writeJob(bucket: R2Bucket, job: Job): Promise<void> {
  await bucket.put(jobName(job.id), JSON.stringify(job));
}

/** Options as the classifier takes them. */
export function rowOptions({ top_k, threshold, language }: JobOptions): RowOptions {
  return {
    ...(top_k !== undefined && { topK: top_k }),
    ...(threshold !== undefined && { threshold }),
    ...(language !== undefined && { language }),
  };
}
