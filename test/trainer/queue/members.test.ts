import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Members } from '../../../trainer/queue/members.ts';
import { isMissing } from './redis.ts';
import { temporaryRedis } from './temporaryredis.ts';

const server = temporaryRedis();
let redis: Redis;
const version = { code: 'abc', node: 'v26.10.0' };

describe.skipIf(isMissing)('Members', () => {
  beforeAll(() => {
    redis = new Redis(server().url);
  });
  afterAll(() => redis.disconnect());
  const member = (role: 'machine' | 'command', name: string, more = {}) =>
    new Members(redis, { role, name, ...version, ...more });

  it('are all who have joined and not left', async () => {
    const [one, two] = [member('machine', 'one'), member('command', 'two')];
    for (const own of [one, two]) await own.join('redis://here', () => {});
    expect((await one.all()).map(({ name }) => name).sort()).toEqual(['one', 'two']);
    await two.leave();
    expect(await one.all()).toEqual([{ role: 'machine', name: 'one', ...version }]);
    await one.leave();
    expect(await one.all()).toEqual([]);
  });

  it('have names that steer no terminal', async () => {
    const own = member('machine', '\u001b[2Jgone');
    await own.join('redis://here', () => {});
    expect((await own.all())[0].name).toBe('\ufffd[2Jgone');
    await own.leave();
  });

  it.each([{ code: 'def' }, { node: 'v26.9.0' }])(
    'refuse one of other code or another Node, %j',
    async (other) => {
      const first = member('machine', 'first');
      await first.join('redis://here', () => {});
      const { code, node } = { ...version, ...other };
      await expect(member('command', 'second', other).join('redis://here', () => {})).rejects.toThrow(
        `machine first at the queue redis://here has code abc on Node v26.10.0, this has ${code} on ${node}, and fits would have other bytes`,
      );
      // It has not stayed.
      expect(await first.all()).toHaveLength(1);
      await first.leave();
    },
  );
});
