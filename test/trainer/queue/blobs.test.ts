import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Blobs } from '../../../trainer/queue/blobs.ts';
import { KEYS } from '../../../trainer/queue/keys.ts';
import { temporaryFolder } from '../files.ts';
import { isMissing } from './redis.ts';
import { temporaryRedis } from './temporaryredis.ts';

const CHUNK = 2 ** 20;
const folder = dirname(temporaryFolder()('none', ''));
const server = temporaryRedis();
let redis: Redis;

describe.skipIf(isMissing)('Blobs', () => {
  beforeAll(() => {
    redis = new Redis(server().url);
  });
  afterAll(() => redis.disconnect());
  const blobs = (maxRedisBytes?: number, store?: string) =>
    new Blobs(redis, { address: server().address, folder: store, maxRedisBytes });

  it.each([0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])('gives %d bytes back as they were put', async (size) => {
    const bytes = Buffer.alloc(size, 'ab');
    const ref = await blobs().put(bytes);
    expect(ref.bytes).toBe(size);
    expect(Buffer.compare(await blobs().get(ref), bytes)).toBe(0);
    expect(await redis.ttl(KEYS.chunk(ref.sha256, 0))).toBeGreaterThan(80_000);
  });

  it('sends what is there already no more, and what is there in part again', async () => {
    const bytes = Buffer.alloc(2 * CHUNK, 'once');
    const { sha256 } = await blobs().put(bytes);
    const sent = async () => Number(/cmdstat_set:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
    const before = await sent();
    await blobs().put(bytes);
    expect(await sent()).toBe(before);
    await redis.del(KEYS.chunk(sha256, 1));
    await blobs().put(bytes);
    expect(await sent()).toBe(before + 3);
  });

  it('refuses bytes that are others, or gone', async () => {
    const ref = await blobs().put(Buffer.alloc(100, 'x'));
    await redis.setrange(KEYS.chunk(ref.sha256, 0), 50, 'y');
    await expect(blobs().get(ref)).rejects.toThrow('arrived damaged');
    await redis.append(KEYS.chunk(ref.sha256, 0), 'longer');
    await expect(blobs().get(ref)).rejects.toThrow('is not in the queue any more');
    await redis.del(KEYS.chunk(ref.sha256, 0));
    await expect(blobs().get(ref)).rejects.toThrow('is not in the queue any more');
  });

  it('puts what is too large for Redis into the store, and says so where there is none', async () => {
    const bytes = Buffer.alloc(2000, 'large');
    await expect(blobs(1000).put(bytes)).rejects.toThrow(
      /^data \w{12} has 2000 bytes, and Redis takes 1000: give --store FOLDER, /,
    );
    const ref = await blobs(1000, folder).put(bytes);
    expect(existsSync(join(folder, ref.sha256))).toBe(true);
    expect(await redis.exists(KEYS.chunk(ref.sha256, 0))).toBe(0);
    expect(Buffer.compare(await blobs(1000, folder).get(ref), bytes)).toBe(0);
    await expect(blobs(1000, join(folder, 'other')).get(ref)).rejects.toThrow('is it the same folder?');
  });
});
