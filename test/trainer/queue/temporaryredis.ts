import { afterAll, beforeAll } from 'vitest';
import { isMissing, RedisServer } from './redis.ts';

/**
 * A Redis for one test file, started before its tests and removed after them.
 *
 * @param more settings, as redis-server takes them.
 * @returns what gives it, once tests run.
 */
export function temporaryRedis(...more: string[]): () => RedisServer {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    if (!isMissing) server = await RedisServer.start(...more);
  });
  afterAll(() => server?.remove());
  return () => server as RedisServer;
}
