import { readJob } from './job.ts';
import { cancelledName, folderOf, inputsOf } from './names.ts';
import { listed } from './progress.ts';

/** Objects that the bucket deletes at once. */
const MOST_AT_ONCE = 1000;

/**
 * `DELETE /jobs/:id`: says first that the job is cancelled, which consumers look for before they write and after, then removes all else of it, and its
 * input where that came as a body.
 *
 * @returns false where there is no such job.
 */
export async function remove(id: string, tenant: string, bucket: R2Bucket): Promise<boolean> {
  const mark = cancelledName(id);
  const job = await readJob(bucket, id);
  if (job === null && (await bucket.head(mark)) === null) return false;
  await bucket.put(mark, '');
  const names = [inputsOf(tenant) + id];
  for await (const { key } of listed(bucket, { prefix: folderOf(id) })) if (key !== mark) names.push(key);
  for (let i = 0; i < names.length; i += MOST_AT_ONCE) await bucket.delete(names.slice(i, i + MOST_AT_ONCE));
  return true;
}
