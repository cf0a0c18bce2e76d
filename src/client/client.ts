import type { AnswerTo, WireOptions } from '../http/wire.ts';
import { answerBatch, type ItemProblem } from './batch.ts';
import { createSend, type SenderParts } from './send.ts';
import { answerLines, type LineAnswer } from './stream.ts';

export type { ItemProblem } from './batch.ts';
export { ProblemError, type WireProblem } from './problem.ts';
export type { Wait } from './send.ts';
export type { LineAnswer, LineProblem } from './stream.ts';

/** What may stand beside texts: the options of the API by its own names, and what ends the request. */
export type ClientOptions = WireOptions & { signal?: AbortSignal };
type Plain = Omit<ClientOptions, 'format'>;

export type Client = {
  /**
   * One text.
   *
   * @throws ProblemError when the service refuses it. The signal's reason when that ends it. TypeError when the service cannot be reached.
   */
  classify<Asked extends ClientOptions = Plain>(text: string, options?: Asked): Promise<AnswerTo<Asked>>;
  /**
   * Any number of texts, in requests of up to 64. An answer a text in their order, or its problem: problems have a `type`.
   *
   * @throws as `classify`; a text alone that is wrong costs the others nothing.
   */
  classifyBatch<Asked extends ClientOptions = Plain>(
    texts: readonly string[],
    options?: Asked,
  ): Promise<(AnswerTo<Asked> | ItemProblem)[]>;
  /**
   * Texts as they come, answered as they are read: no more is held than one request takes. Answers as of `classifyBatch`.
   *
   * @throws as `classify`, while it is read.
   */
  classifyStream(
    texts: Iterable<string> | AsyncIterable<string>,
    options?: Plain,
  ): AsyncGenerator<LineAnswer, void, void>;
};

/**
 * A client of a service. It sends a request again, up to four times, that broke or that was one too many (429), after the seconds that
 * `Retry-After` says.
 *
 * @param parts.url of the service, without `/sentiment`.
 * @param parts.key where the service asks for one.
 * @param parts.fetch the global one by default.
 * @param parts.wait before a request is sent again; a timer by default.
 * @throws TypeError when `url` is no address, or `key` cannot stand in a header.
 * @example
 * ```ts
 * import { createClient } from './src/client/client.ts';
 *
 * const client = createClient({ url: 'http://localhost:8787', key: process.env.SENTIMENT_KEY });
 * const { label } = await client.classify('Never boring, always surprising.');
 * console.log(label); // positive
 * ```
 */
export function createClient(parts: SenderParts): Client {
  const send = createSend(parts);
  return {
    async classify<Asked extends ClientOptions = Plain>(text: string, asked?: Asked) {
      const { signal, ...options }: ClientOptions = asked ?? {};
      const body = JSON.stringify({ text, ...options });
      return JSON.parse(await send({ type: 'application/json', body, signal })) as AnswerTo<Asked>;
    },
    async classifyBatch<Asked extends ClientOptions = Plain>(texts: readonly string[], asked?: Asked) {
      const { signal, ...options }: ClientOptions = asked ?? {};
      return (await answerBatch(send, texts, options, signal)) as (AnswerTo<Asked> | ItemProblem)[];
    },
    classifyStream(texts, { signal, ...options } = {}) {
      return answerLines(send, texts, options, signal);
    },
  };
}
