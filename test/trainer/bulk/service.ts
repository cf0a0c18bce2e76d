import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PartAnswers } from '../../../src/model/rows/answers.ts';
import type { RowFormat } from '../../../src/model/rows/format.ts';
import { partAt, rangeOf } from '../../../src/model/rows/lines.ts';
import { rowClassifierOf } from '../../../trainer/scoring/load.ts';
import { tinyModel } from '../../contract/model.ts';

const FORMATS: Record<string, RowFormat> = { 'application/x-ndjson': 'ndjson', 'text/plain': 'text' };
const PART_BYTES = 64;
const classifier = rowClassifierOf({ bytes: tinyModel(), costs: undefined });

type Job = {
  rows: Buffer;
  format: RowFormat;
  query: string;
  parts: (string | undefined)[];
  counts: number[];
};

/** What goes wrong with a request; it tells whether it has answered. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** Jobs as the bulk Worker has them (test/contract/bulkcommand.test.ts asks that itself), and whatever goes wrong with them. */
export class FaultyService {
  /** Each takes one request, the first the next one; undefined: nothing goes wrong. */
  faults: (Fault | undefined)[] = [];
  /** Numbers of parts that are answered only once they are asked for again. */
  lost: number[] = [];
  readonly jobs = new Map<string, Job>();
  /** What was asked, as `GET /jobs/1`. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    this.asked.push(`${method} ${url}`);
    if (await this.faults.shift()?.(request, response)) return;
    const [, , id, what] = (url.split('?')[0] ?? '').split('/');
    const job = this.jobs.get(id ?? '');
    if (method === 'POST' && id === undefined) await this.#create(request, response);
    else if (job === undefined) problem(404, 'This key has no job of this name.')(request, response);
    else if (method === 'DELETE') {
      this.jobs.delete(id);
      response.end('{}');
    } else if (what === 'result') send(request, response, job);
    else {
      if (what === 'resume') answer(job, []);
      response.end(JSON.stringify(statusOf(id, job)));
    }
  }

  async #create(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rows = Buffer.concat(await request.toArray());
    if (Number(request.headers['content-length']) !== rows.length) throw new Error('no length');
    const id = String(this.jobs.size + 1);
    const format = FORMATS[request.headers['content-type'] ?? ''];
    const query = request.url?.split('?')[1] ?? '';
    const all = Math.ceil(rows.length / PART_BYTES);
    const job: Job = { rows, format, query, parts: Array(all).fill(undefined), counts: [0, 0] };
    answer(job, this.lost);
    this.jobs.set(id, job);
    response.writeHead(202).end(JSON.stringify(statusOf(id, job)));
  }
}

function answer({ rows, format, parts, counts }: Job, lost: readonly number[]): void {
  for (const number of parts.keys()) {
    if (parts[number] !== undefined || lost.includes(number)) continue;
    const part = partAt(number, PART_BYTES, rows.length);
    const { offset, length } = rangeOf(part, rows.length);
    const answers = new PartAnswers(classifier, part, { format });
    parts[number] = answers.push(rows.subarray(offset, offset + length)) + answers.finish();
    counts[0] += answers.rows;
    counts[1] += answers.errors;
  }
}

function statusOf(id: string, { parts, counts: [rows, errors] }: Job): object {
  const done = parts.filter((part) => part !== undefined).length;
  const all = parts.length;
  return {
    ...{ id, state: done === all ? 'done' : 'running', model: 'tiny@000000000000', rows, errors },
    parts: { all, done, failed: 0, missing: all - done },
    result_bytes: Buffer.byteLength(parts.join('')),
  };
}

function send(request: IncomingMessage, response: ServerResponse, { parts }: Job): void {
  const whole = Buffer.from(parts.join(''));
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200).end(whole.subarray(from));
}

export function problem(status: number, detail: string, headers: Record<string, string> = {}): Fault {
  return (_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ type: 'about:blank', title: 'Problem', status, detail }));
    return true;
  };
}

/** Ends the connection instead of answering. */
export const hangUp: Fault = (request) => {
  request.socket.destroy();
  return true;
};
