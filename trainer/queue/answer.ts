import type { AskedFit } from '../experiment/fits/asked.ts';
import type { Blobs } from './blobs.ts';
import { countIn, objectIn, refIn, refuse } from './parts.ts';

/** A larger answer goes as a blob: a million texts say in 200 KB which of them are right. */
const MAX_INLINE = 16_384;
const MAX_ANSWER = 2 ** 24;
const MAX_TEXTS = 2 ** 31;

/** What a fit came to, as it goes back through the queue. @param seconds that it took, for who measures the queue. */
export async function answerOf(fit: object, seconds: number, blobs: Blobs): Promise<object> {
  const text = JSON.stringify(fit);
  if (text.length <= MAX_INLINE) return { fit, seconds };
  return { blob: await blobs.put(Buffer.from(text)), seconds };
}

/** The fit of an answer. @throws UserError for what is none. */
export async function fitIn(asked: AskedFit, value: unknown, blobs: Blobs): Promise<object> {
  const answer = objectIn('the answer', value);
  const fit = objectIn('the answer', answer.fit ?? (await blobFit(answer.blob, blobs)));
  const texts = countIn('texts', fit.texts, MAX_TEXTS);
  countIn('right', fit.right, texts);
  countIn('parameters', fit.parameters, MAX_TEXTS);
  const isArm = typeof fit.answers === 'string' && Array.isArray(fit.losses);
  if (asked.kind === 'arm' && !isArm) throw refuse('the answer', 'says not which texts are right');
  return fit;
}

async function blobFit(value: unknown, blobs: Blobs): Promise<unknown> {
  const ref = refIn('the answer', value);
  if (ref.bytes > MAX_ANSWER) throw refuse('the answer', `has ${ref.bytes} bytes, allowed ${MAX_ANSWER}`);
  return JSON.parse((await blobs.get(ref)).toString());
}
