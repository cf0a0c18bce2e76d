import { WorkerEntrypoint } from 'cloudflare:workers';
import type { ItemAnswer } from './http/batch.ts';
import type { Answer, LabelScore } from './http/format.ts';
import type { Problem } from './http/problem.ts';
import type { WireOptions } from './http/schema.ts';
import type { Classification } from './model/classification.ts';
import type { Calls, Returned } from './routes/calls.ts';

type ListOptions = WireOptions & { format: 'huggingface' };
type PlainOptions = Omit<WireOptions, 'format'>;

/** An answer, or why there is none of this text: `pointer` says of which. */
type OneOf<Each> = Each | (Problem & { pointer: string });

/**
 * The class whose methods other Workers call through a service binding, with no HTTP between and no key: whoever binds to this Worker is
 * trusted. Types that go through a binding keep the last signature alone, so the common one stands there.
 */
export function entrypointOf(calls: Calls) {
  return class extends WorkerEntrypoint {
    /** One text, as `GET /sentiment` answers it. Wrong input returns a problem; nothing is thrown. */
    classify(text: string, options: ListOptions): Returned<{ answer: LabelScore[] }>;
    classify(text: string, options?: PlainOptions): Returned<{ answer: Classification }>;
    classify(text: string, options?: WireOptions): Returned<{ answer: Answer }> {
      return calls.classify(text, options);
    }

    /** Up to 64 texts, as `POST /sentiment` answers `texts`: one that is wrong has a problem at its place. */
    classifyBatch(
      texts: readonly string[],
      options: ListOptions,
    ): Returned<{ results: OneOf<LabelScore[]>[] }>;
    classifyBatch(
      texts: readonly string[],
      options?: PlainOptions,
    ): Returned<{ results: OneOf<Classification>[] }>;
    classifyBatch(texts: readonly string[], options?: WireOptions): Returned<{ results: ItemAnswer[] }> {
      return calls.classifyBatch(texts, options);
    }
  };
}
