import type { Readable, Writable } from 'node:stream';

/** What the protocol's messages hold; `any` of them is looked at where it is used. */
export type Values = Record<string, unknown>;
export type Event = { method: string; params: Values; sessionId?: string };

/** What stands between two messages. */
const END = '\0';

/** The DevTools protocol over two pipes (https://chromedevtools.github.io/devtools-protocol/): a browser ends when its pipes are closed. */
export class Devtools {
  readonly #output: Writable;
  readonly #waiting = new Map<number, PromiseWithResolvers<Values>>();
  readonly #listeners: ((event: Event) => void)[] = [];
  #calls = 0;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    let begun = '';
    input.setEncoding('utf8').on('data', (text: string) => {
      const messages = (begun + text).split(END);
      begun = messages.pop() ?? '';
      for (const message of messages) this.#receive(JSON.parse(message));
    });
  }

  /** @throws Error when the browser refuses the call. */
  call(method: string, params: Values = {}, sessionId?: string): Promise<Values> {
    const id = ++this.#calls;
    const waiting = Promise.withResolvers<Values>();
    this.#waiting.set(id, waiting);
    this.#output.write(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }) + END);
    return waiting.promise;
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.push(listener);
  }

  #receive(message: Event & { id?: number; result: Values; error?: { message: string } }): void {
    if (message.id === undefined) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }
}
