import { openAsBlob } from 'node:fs';
import type { RowFormat } from '../../src/model/rows/format.ts';
import { UserError } from '../errors.ts';
import { type Ask, createAsk, type Service } from './ask.ts';

/** How far a job is, as `GET /jobs/:id` says. */
export type JobStatus = {
  id: string;
  state: 'running' | 'stalled' | 'done' | 'failed' | 'cancelled' | 'expired';
  /** Why it failed. */
  reason?: string;
  /** Of how many parts. */
  parts: { all: number; done: number; failed: number; missing: number };
  rows: number;
  errors: number;
  result_bytes: number;
  /** `name@version` that answers. */
  model: string;
};

const TYPES: Record<RowFormat, string> = {
  ndjson: 'application/x-ndjson',
  text: 'text/plain',
  tsv: 'text/tab-separated-values',
};
/** Names of jobs go into paths and messages. */
const ID = /^[\w.-]{1,100}$/;

/** The jobs of a bulk Worker: docs/bulk.md. @throws UserError in all that it does, as `createAsk`. */
export class Jobs {
  readonly #ask: Ask;
  readonly #url: string;

  constructor(service: Service) {
    this.#ask = createAsk(service);
    this.#url = service.url;
  }

  /** Sends the rows of a file. @returns the name of the job. */
  async create(path: string, format: RowFormat, query: string): Promise<string> {
    const response = await this.#ask({
      method: 'POST',
      path: `/jobs${query}`,
      headers: { 'Content-Type': TYPES[format] },
      // Read from the disk as it is sent; its length is known.
      body: () => openAsBlob(path),
    });
    return (await this.#statusIn(response)).id;
  }

  async status(id: string): Promise<JobStatus> {
    return this.#statusIn(await this.#ask({ method: 'GET', path: `/jobs/${id}` }));
  }

  /** Asks again for the parts that are absent. */
  async resume(id: string): Promise<void> {
    const response = await this.#ask({ method: 'POST', path: `/jobs/${id}/resume` });
    await response.body?.cancel();
  }

  /** The bytes of the result from one of them on; a service that does not know ranges gives them all. */
  async result(id: string, from: number): Promise<{ from: number; body: AsyncIterable<Uint8Array> }> {
    const headers = from > 0 ? { Range: `bytes=${from}-` } : {};
    const response = await this.#ask({ method: 'GET', path: `/jobs/${id}/result`, headers });
    if (response.body === null) throw this.#notAJob();
    return { from: response.status === 206 ? from : 0, body: response.body };
  }

  /** Removes a job with its rows and its result; one that is gone is no error. */
  async remove(id: string): Promise<void> {
    const response = await this.#ask({ method: 'DELETE', path: `/jobs/${id}`, allowed: [404] });
    await response.body?.cancel();
  }

  async #statusIn(response: Response): Promise<JobStatus> {
    const status = (await response.json().catch(() => null)) as JobStatus | null;
    if (typeof status?.id !== 'string' || !ID.test(status.id) || typeof status.state !== 'string')
      throw this.#notAJob();
    return status;
  }

  #notAJob(): UserError {
    return new UserError(
      `${this.#url} does not answer as the bulk Worker does: look whether --url is its address`,
    );
  }
}
