import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { digestOf, serviceWith } from './service.ts';

const KEYS = ['first-key', 'second-key'];
const DIGESTS = await Promise.all(KEYS.map(digestOf));
const PAGE = 'https://shop.example';

/** A limiter that lets each key pass so many times, and every key that it was asked about. */
function counting(allowed: number): {
  limiter: { limit: (options: { key: string }) => unknown };
  asked: string[];
} {
  const asked: string[] = [];
  const limit = async ({ key }: { key: string }) => {
    asked.push(key);
    return { success: asked.filter((other) => other === key).length <= allowed };
  };
  return { limiter: { limit }, asked };
}

/** Headers of a request from an address, with a key. */
function from(address: string | null, key?: string): RequestInit {
  const headers = {
    ...(address === null ? {} : { 'CF-Connecting-IP': address }),
    ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
  };
  return { headers };
}

afterEach(() => vi.restoreAllMocks());

describe('a service with a rate limit', () => {
  it.each([
    ['an address', from('192.0.2.1'), 'address:192.0.2.1'],
    ['64 bits of an IPv6 address', from('2001:db8::1'), 'address:2001:db8:0:0'],
    ['IPv4 in an IPv6 address', from('::ffff:192.0.2.1'), 'address:192.0.2.1'],
    ['all who have no address together', from(null), 'address:unknown'],
    ['a key that nobody asked for, by address', from('192.0.2.1', 'x'), 'address:192.0.2.1'],
  ])('counts %s', async (_, init, key) => {
    const { limiter, asked } = counting(1);
    await serviceWith({ RATE_LIMITER: limiter })('/model', init);
    expect(asked).toEqual([key]);
  });

  it('answers 429 to one request too many, and to no other caller', async () => {
    const service = serviceWith({ RATE_LIMITER: counting(2).limiter, ALLOWED_ORIGINS: PAGE });
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']) {
      statuses.push((await service('/sentiment?text=good', from(address))).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
    const headers = { Origin: PAGE, 'CF-Connecting-IP': '192.0.2.1' };
    const refused = await service('/sentiment?text=good', { headers });
    expect(refused.headers.get('Retry-After')).toBe('60');
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PAGE);
    expect(refused.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After');
    expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited', status: 429 });
  });

  it.each([
    ['GET', '/sentiment'],
    ['HEAD', '/model'],
    ['POST', '/sentiment'],
    ['PUT', '/sentiment'],
    ['OPTIONS', '/sentiment'],
    ['GET', '/nowhere'],
  ])('limits %s %s', async (method, path) => {
    const service = serviceWith({ RATE_LIMITER: counting(1).limiter });
    expect((await service(path, { method })).status).not.toBe(429);
    expect((await service(path, { method })).status).toBe(429);
  });

  it('never counts health and preflights', async () => {
    const { limiter, asked } = counting(0);
    const service = serviceWith({ RATE_LIMITER: limiter, ALLOWED_ORIGINS: PAGE });
    expect((await service('/health')).status).toBe(200);
    const headers = { Origin: PAGE, 'Access-Control-Request-Method': 'POST' };
    expect((await service('/sentiment', { method: 'OPTIONS', headers })).status).toBe(204);
    expect(asked).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new TypeError('out of order');
      },
      'TypeError',
    ],
    [
      'rejects',
      async () => {
        throw new RangeError('out of order');
      },
      'RangeError',
    ],
    ['rejects with no error', () => Promise.reject('out of order'), 'string'],
    ['answers nothing', async () => undefined, 'TypeError'],
  ])('answers all the same where the limiter %s, and logs that it did', async (_, limit, error) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const response = await serviceWith({ RATE_LIMITER: { limit } })('/model', from('192.0.2.1'));
    expect(response.status).toBe(200);
    expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { event: 'error', error, where: 'rate-limit' },
    ]);
  });
});

describe('a service with keys and a rate limit', () => {
  const guarded = (allowed: number) => {
    const { limiter, asked } = counting(allowed);
    return { service: serviceWith({ RATE_LIMITER: limiter, API_KEYS: DIGESTS.join() }), asked };
  };

  it('counts by key, wherever it comes from', async () => {
    const { service, asked } = guarded(2);
    const statuses = [];
    for (const [address, key] of [
      ['192.0.2.1', 0],
      ['192.0.2.2', 0],
      ['192.0.2.3', 0],
      ['192.0.2.3', 1],
    ] as const) {
      statuses.push((await service('/model', from(address, KEYS[key]))).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
    const [first, second] = DIGESTS.map((digest) => `key:${digest.slice(0, 8)}`);
    expect(asked).toEqual([first, first, first, second]);
  });

  it('counts wrong and missing keys by address, and refuses them with 401 until they are too many', async () => {
    const { service, asked } = guarded(3);
    const statuses = [];
    for (const key of ['wrong', undefined, 'k'.repeat(2000), 'another', undefined]) {
      statuses.push((await service('/model', from('192.0.2.1', key))).status);
    }
    expect(statuses).toEqual([401, 401, 431, 429, 429]);
    expect(new Set(asked)).toEqual(new Set(['address:192.0.2.1']));
    expect((await service('/model', from('192.0.2.1', KEYS[0]))).status).toBe(200);
  });
});

it('the binding of Cloudflare, as Miniflare has it, limits the service', async () => {
  const service = serviceWith({ RATE_LIMITER: env.TEST_LIMITER });
  const statuses = [];
  // Three are allowed a minute. A minute may end among these eight: one of its two parts has four all the same.
  for (let i = 0; i < 8; i++) statuses.push((await service('/model', from('192.0.2.77'))).status);
  expect(statuses[0]).toBe(200);
  expect(statuses).toContain(429);
  expect((await service('/model', from('192.0.2.78'))).status).toBe(200);
});
