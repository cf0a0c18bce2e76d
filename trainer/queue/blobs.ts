import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { UserError } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';
import { explainQueueError, type QueueAddress } from './address.ts';
import { KEYS } from './keys.ts';

/** Bytes that lie elsewhere, by their digest. */
export type BlobRef = { sha256: string; bytes: number };

/** What Redis takes of one blob; larger ones go into the store. */
export const MAX_REDIS_BYTES = 64 * 2 ** 20;
/** What one blob may have anywhere. */
export const MAX_BLOB_BYTES = 2 ** 31 - 1;
const CHUNK_BYTES = 2 ** 20;
/** How long a blob stays that nobody needs any more. */
const LIFETIME_SECONDS = 24 * 3600;

export type Store = {
  address: QueueAddress;
  /** A folder that all machines see, for what is too large for Redis. */
  folder: string | undefined;
  /** The most that Redis takes of one blob; tests have less. */
  maxRedisBytes?: number | undefined;
};

/** Bytes addressed by their SHA-256: in Redis in chunks, or a file of a shared folder each. */
export class Blobs {
  readonly #redis: Redis;
  readonly #store: Store;
  readonly #maxRedisBytes: number;
  readonly #put = new Map<string, BlobRef>();

  constructor(redis: Redis, store: Store) {
    this.#redis = redis;
    this.#store = store;
    this.#maxRedisBytes = store.maxRedisBytes ?? MAX_REDIS_BYTES;
  }

  /**
   * Puts bytes where every machine finds them; what is there already is not sent again.
   *
   * @throws UserError where they are too large, the folder cannot be written, or Redis is full.
   */
  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { sha256: digestOf(bytes), bytes: bytes.byteLength };
    if (ref.bytes > MAX_BLOB_BYTES) {
      throw new UserError(
        `one part of the data has ${ref.bytes} bytes, allowed ${MAX_BLOB_BYTES} in a queue`,
      );
    }
    if (this.#isLarge(ref)) await this.#write(ref, bytes);
    else if (!(await this.#prolong(ref))) await this.#send(ref, bytes);
    this.#put.set(ref.sha256, ref);
    return ref;
  }

  /** Keeps all that was put for another day. */
  async prolong(): Promise<void> {
    for (const ref of this.#put.values()) if (!this.#isLarge(ref)) await this.#prolong(ref);
  }

  /** The bytes, once their digest is what it should be. @throws UserError where they are gone or are others. */
  async get(ref: BlobRef): Promise<Buffer> {
    const bytes = this.#isLarge(ref) ? await this.#read(ref) : await this.#receive(ref);
    if (bytes.byteLength === ref.bytes && digestOf(bytes) === ref.sha256) return bytes;
    throw new UserError(`data ${short(ref)} arrived damaged: its digest is another`);
  }

  #isLarge({ bytes }: BlobRef): boolean {
    return bytes > this.#maxRedisBytes;
  }

  async #send({ sha256 }: BlobRef, bytes: Uint8Array): Promise<void> {
    try {
      for (const [index, begin] of chunksOf(bytes.byteLength).entries()) {
        const chunk = Buffer.from(bytes.buffer, bytes.byteOffset + begin, lengthOf(bytes.byteLength, begin));
        await this.#redis.set(KEYS.chunk(sha256, index), chunk, 'EX', LIFETIME_SECONDS);
      }
      // Last: where it is, all chunks are.
      await this.#redis.set(KEYS.blob(sha256), bytes.byteLength, 'EX', LIFETIME_SECONDS);
    } catch (error) {
      throw explainQueueError(this.#store.address, error);
    }
  }

  /** @returns whether it is there. */
  async #prolong({ sha256, bytes }: BlobRef): Promise<boolean> {
    const keys = [...chunksOf(bytes).keys()].map((index) => KEYS.chunk(sha256, index));
    const all = [...keys, KEYS.blob(sha256)];
    const found = await Promise.all(all.map((key) => this.#redis.expire(key, LIFETIME_SECONDS)));
    return found.every((isThere) => isThere === 1);
  }

  async #receive(ref: BlobRef): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (const [index, begin] of chunksOf(ref.bytes).entries()) {
      const chunk = await this.#redis.getBuffer(KEYS.chunk(ref.sha256, index));
      if (chunk?.byteLength !== lengthOf(ref.bytes, begin)) {
        throw new UserError(`data ${short(ref)} is not in the queue any more: run the command again`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  #pathOf(ref: BlobRef): string {
    const { folder } = this.#store;
    if (folder !== undefined) return join(folder, ref.sha256);
    throw new UserError(
      `data ${short(ref)} has ${ref.bytes} bytes, and Redis takes ${this.#maxRedisBytes}: give --store FOLDER, which all machines see`,
    );
  }

  async #write(ref: BlobRef, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(ref);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => -1,
    );
    if (size !== ref.bytes) await writeWhole(path, bytes);
  }

  async #read(ref: BlobRef): Promise<Buffer> {
    const path = this.#pathOf(ref);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => -1,
    );
    if (size === ref.bytes) return readFile(path);
    throw new UserError(`data ${short(ref)} is not in --store ${this.#store.folder}: is it the same folder?`);
  }
}

/** Where each chunk begins. An empty blob has one that is empty. */
function chunksOf(bytes: number): number[] {
  return Array.from(
    { length: Math.max(1, Math.ceil(bytes / CHUNK_BYTES)) },
    (_, index) => index * CHUNK_BYTES,
  );
}

function lengthOf(bytes: number, begin: number): number {
  return Math.min(CHUNK_BYTES, bytes - begin);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function short({ sha256 }: BlobRef): string {
  return sha256.slice(0, 12);
}
