import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskedFit } from '../../../trainer/experiment/fits/asked.ts';
import { answerOf, fitIn } from '../../../trainer/queue/answer.ts';
import { Blobs } from '../../../trainer/queue/blobs.ts';
import { isMissing } from './redis.ts';
import { temporaryRedis } from './temporaryredis.ts';

const server = temporaryRedis();
let redis: Redis;
let blobs: Blobs;
const candidate = { kind: 'candidate' } as AskedFit;
const arm = { kind: 'arm' } as AskedFit;
const fit = { texts: 3, right: 2, loss: null, parameters: 10 };

describe.skipIf(isMissing)('fitIn()', () => {
  beforeAll(() => {
    redis = new Redis(server().url);
    blobs = new Blobs(redis, { address: server().address, folder: undefined });
  });
  afterAll(() => redis.disconnect());

  it.each([
    ['small', fit],
    ['large', { ...fit, losses: [], answers: 'a'.repeat(100_000) }],
  ])('gives a %s fit back', async (_, own) => {
    const answer = JSON.parse(JSON.stringify(await answerOf(own, 1.5, blobs)));
    expect(JSON.stringify(answer).length).toBeLessThan(20_000);
    expect(await fitIn('losses' in own ? arm : candidate, answer, blobs)).toEqual(own);
  });

  it.each([
    ['the answer is no object', candidate, null],
    ['the answer is no object', candidate, { fit: [] }],
    ['right is no whole number from 0 to 3', candidate, { fit: { ...fit, right: 4 } }],
    ['parameters is no whole number', candidate, { fit: { ...fit, parameters: '10' } }],
    ['the answer says not which texts are right', arm, { fit }],
    ['the answer is no SHA-256', candidate, { blob: { sha256: '..', bytes: 1 } }],
    ['the answer has 2000000000 bytes', candidate, { blob: { sha256: 'a'.repeat(64), bytes: 2e9 } }],
  ])('refuses: %s', async (problem, asked, answer) => {
    await expect(fitIn(asked, answer, blobs)).rejects.toThrow(problem);
  });
});
