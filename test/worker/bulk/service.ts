import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { type Run, splitRun } from '../../../src/bulk/runs.ts';
import { createBulkWorker } from '../../../src/bulk/worker.ts';
import type { OtherModel } from '../../../src/http/models.ts';
import { ORIGIN } from '../http.ts';
import { tinyFile } from '../model.ts';
import { partsWith } from '../service.ts';

export const BUCKET = env.TEST_BUCKET;
export const QUEUE = 'edge-sentiment-bulk';

/** A line of a status. */
export type Status = {
  id: string;
  state: string;
  reason?: string;
  input: { key: string; etag: string; bytes: number };
  part_bytes: number;
  parts: { all: number; done: number; failed: number; missing: number };
  rows: number;
  errors: number;
  result_bytes: number;
};

/** A bulk Worker around the bucket of the tests; what it sends to its queue is noted, and handed over by `deliver`. */
export class Bulk {
  readonly sent: Run[] = [];
  private readonly worker: ReturnType<typeof createBulkWorker>;

  constructor(variables: object = {}, file = tinyFile(), others: readonly OtherModel[] = []) {
    const queue = {
      sendBatch: async (messages: MessageSendRequest<Run>[]) => {
        await env.TEST_QUEUE.sendBatch(messages);
        this.sent.push(...messages.map(({ body }) => body));
      },
    };
    const all = { REQUEST_LOG: 'off', BUCKET, QUEUE: queue, ...variables };
    this.worker = createBulkWorker(partsWith(all, others, file));
  }

  async send(path: string, init?: RequestInit): Promise<Response> {
    return this.worker.fetch(new Request(`${ORIGIN}${path}`, init));
  }

  async get<Value>(path: string, init?: RequestInit): Promise<Value> {
    return (await this.send(path, init)).json();
  }

  /** Starts a job with this body. */
  post(body: string, type = 'application/x-ndjson', query = '', headers = {}): Promise<Response> {
    const { length } = new TextEncoder().encode(body);
    return this.send(`/jobs${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type, 'Content-Length': String(length), ...headers },
    });
  }

  async start(...args: Parameters<Bulk['post']>): Promise<Status> {
    const response = await this.post(...args);
    if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Hands a message over. @returns whether it was taken. */
  async deliver(body: unknown, queue = QUEUE): Promise<boolean> {
    const messages = [{ id: crypto.randomUUID(), timestamp: new Date(0), attempts: 1, body }];
    const batch = createMessageBatch(queue, messages);
    await this.worker.queue(batch);
    const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
    return explicitAcks.length === 1;
  }

  /** Hands over what was sent, until nothing is left. */
  async drain(): Promise<void> {
    for (let run = this.sent.shift(); run !== undefined; run = this.sent.shift()) await this.deliver(run);
  }

  /** The single parts that were sent for. */
  takeParts(): Run[] {
    const split = (run: Run): Run[] => (run.to - run.from > 1 ? splitRun(run).flatMap(split) : [run]);
    return this.sent.splice(0).flatMap(split);
  }

  async result(id: string): Promise<string> {
    const response = await this.send(`/jobs/${id}/result`);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return textOf(response);
  }
}

/** The body as text; workerd warns of `text()` where the type is none of text. */
export async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

/** Rows of NDJSON, some of them wrong, each of about a kilobyte, so that few make several parts. */
export function rows(count: number): string {
  const texts = ['good', 'bad', 'not good at all', ' ', 'the room was bad, the staff good'];
  const note = '.'.repeat(900);
  return Array.from({ length: count }, (_, i) =>
    i % 97 === 0 ? '{"text":\n' : `${JSON.stringify({ id: i, text: texts[(i * 7) % 5], note })}\n`,
  ).join('');
}
