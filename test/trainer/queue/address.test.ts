import { describe, expect, it } from 'vitest';
import { explainQueueError, explainReply, parseQueue } from '../../../trainer/queue/address.ts';

describe('parseQueue()', () => {
  it.each([
    ['redis://queue', { host: 'queue', port: 6379, db: 0, shown: 'redis://queue:6379' }],
    ['redis://queue:7000/2', { host: 'queue', port: 7000, db: 2, shown: 'redis://queue:7000/2' }],
    ['redis://[::1]/', { host: '::1', port: 6379, db: 0, shown: 'redis://[::1]:6379' }],
    [
      'rediss://queue',
      { host: 'queue', port: 6379, db: 0, shown: 'rediss://queue:6379', tls: { servername: 'queue' } },
    ],
  ])('reads %s', (text, address) => {
    expect(parseQueue(text, {})).toEqual(address);
  });

  it('takes user and password from the environment, and shows neither', () => {
    const environment = { REDIS_USERNAME: 'ada', REDIS_PASSWORD: 'secret' };
    const address = parseQueue('redis://queue', environment);
    expect(address).toMatchObject({ username: 'ada', password: 'secret' });
    for (const message of ['WRONGPASS secret', 'ECONNREFUSED', 'OOM secret']) {
      expect(explainQueueError(address, new Error(message)).message).not.toMatch(/secret|ada/);
    }
  });

  it.each(['redis://:secret@queue', 'redis://ada:secret@queue', 'ada:secret@queue'])(
    'refuses %s without repeating it',
    (text) => {
      expect(() => parseQueue(text, {})).toThrow(/^--queue names a user or a password, .* REDIS_PASSWORD$/);
    },
  );

  it.each([
    '',
    'queue',
    'http://queue',
    'redis://',
    'redis://queue/a',
    'redis://queue/1/2',
    'redis://queue?db=1',
    'redis://queue/99999',
  ])('refuses "%s"', (text) => {
    expect(() => parseQueue(text, {})).toThrow(`--queue is "${text}", allowed redis://HOST`);
  });
});

describe('explainReply()', () => {
  const address = parseQueue('redis://queue', {});

  it('says that other data is there', () => {
    const reply = Object.assign(new Error('WRONGTYPE x'), { name: 'ReplyError' });
    expect(explainReply(address, reply)).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^the queue redis:\/\/queue:6379 has data of another kind .* give another database/,
      ),
    });
  });

  it('leaves another error as it is', () => {
    const error = new Error('x');
    expect(explainReply(address, error)).toBe(error);
  });
});
