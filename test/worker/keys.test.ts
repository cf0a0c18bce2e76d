import { afterEach, describe, expect, it, vi } from 'vitest';
import { pathOfLength, send } from './http.ts';
import { digestOf, serviceWith } from './service.ts';

const KEYS = ['8f0e-first', 'second+key/with=signs', 'Third~Key!'];
const DIGESTS = await Promise.all(KEYS.map(digestOf));
const PAGE = 'https://shop.example';
const REALM = 'Bearer realm="edge-sentiment"';
const INVALID = `${REALM}, error="invalid_token"`;
const service = serviceWith({ API_KEYS: DIGESTS.join(', '), ALLOWED_ORIGINS: PAGE });

const bearing = (authorization: string) => ({ headers: { Authorization: authorization } });
const first = bearing(`Bearer ${KEYS[0]}`);

afterEach(() => vi.restoreAllMocks());

describe('a service with keys', () => {
  it.each([
    ...KEYS.map((key) => `Bearer ${key}`),
    ...['bearer', 'BEARER', 'bEaReR', 'Bearer  '].map((scheme) => `${scheme} ${KEYS[0]}`),
    ` Bearer ${KEYS[0]} `,
  ])('answers to "Authorization: %s"', async (authorization) => {
    const response = await service('/sentiment?text=good', bearing(authorization));
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty('label');
  });

  it.each([
    ['nothing', ''],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['the key alone', KEYS[0]],
    ['another scheme', `Basic ${KEYS[0]}`],
    ['a scheme that ends alike', `XBearer ${KEYS[0]}`],
    ['a tab', `Bearer\t${KEYS[0]}`],
    ['two keys', `Bearer ${KEYS[0]} ${KEYS[1]}`],
    ['two headers', `Bearer ${KEYS[0]}, Bearer ${KEYS[0]}`],
    ['another key of equal length', 'Bearer 9a1b-other'],
    ['one digit off', 'Bearer 8f0f-first'],
    ['the last digit off', 'Bearer 8f0e-firsu'],
    ['the beginning of a key', 'Bearer 8f0e-firs'],
    ['a key and more', 'Bearer 8f0e-firstx'],
    ['a key in capitals', `Bearer ${KEYS[0].toUpperCase()}`],
    ['the digest of a key', `Bearer ${DIGESTS[0]}`],
    ['letters that are not ASCII', 'Bearer schlüssel'],
    ['1,017 characters', `Bearer ${'k'.repeat(1017)}`],
  ])('refuses %s', async (_, authorization) => {
    const response = await service('/sentiment?text=good', bearing(authorization));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(INVALID);
    expect(await response.json()).toMatchObject({ type: '/problems/key-invalid' });
  });

  it.each([1018, 100_000])('hashes no key of %i characters', async (length) => {
    const digest = vi.spyOn(crypto.subtle, 'digest');
    const response = await service('/model', bearing(`Bearer ${'k'.repeat(length)}`));
    expect(response.status).toBe(431);
    expect(await response.json()).toMatchObject({ type: '/problems/header-too-long' });
    expect(digest).not.toHaveBeenCalled();
  });

  it('says what it asks for where there is no key', async () => {
    const response = await service('/sentiment?text=good');
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(REALM);
    expect(await response.json()).toMatchObject({ type: '/problems/key-missing' });
  });

  it.each([
    ['GET', '/sentiment', 400],
    ['HEAD', '/sentiment?text=good', 200],
    ['POST', '/sentiment', 415],
    ['PUT', '/sentiment', 405],
    ['POST', '/mcp', 415],
    ['OPTIONS', '/sentiment', 405],
    ['GET', '/model', 200],
    ['GET', '/model/', 200],
    ['GET', '/', 404],
    ['GET', '/healthz', 404],
    ['GET', '/health/deep', 404],
    ['GET', '/HEALTH', 404],
    ['GET', '//health', 404],
    ['GET', '/nowhere?/health', 404],
    ['GET', '/nowhere%2Fhealth', 404],
  ])('asks for one before it answers %s %s with %i', async (method, path, status) => {
    expect((await service(path, { method })).status).toBe(401);
    const answered = await service(path, { method, ...first });
    expect(answered.status).toBe(status);
    if (status === 405) expect(answered.headers.get('Allow')).toBe('GET, HEAD, POST, QUERY');
  });

  it.each(['/health', '/health/', '/health?x', '/%68ealth'])('leaves %s open', async (path) => {
    for (const method of ['GET', 'HEAD']) expect((await service(path, { method })).status).toBe(200);
    expect((await service(path, { method: 'PUT' })).status).toBe(405);
    expect((await service(path, bearing('Bearer wrong'))).status).toBe(200);
  });

  it('leaves preflights open, which carry no key, and lets the page read why it was refused', async () => {
    const headers = { Origin: PAGE, 'Access-Control-Request-Method': 'GET' };
    const preflight = await service('/sentiment', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Authorization');
    const refused = await service('/sentiment?text=good', { headers: { Origin: PAGE } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PAGE);
    expect(refused.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
  });

  it.each([...KEYS, 'wrong'])('compares "%s" with every key', async (key) => {
    const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual');
    await service('/model', bearing(`Bearer ${key}`));
    expect(compare).toHaveBeenCalledTimes(KEYS.length);
  });

  it('repeats no key, in no answer and in no log', async () => {
    const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    for (const key of [KEYS[0], 'wrong-key-of-mine']) {
      const response = await service('/sentiment', bearing(`Bearer ${key}`));
      const lines = logs.flatMap(({ mock }) => mock.calls);
      expect(lines.length).toBeGreaterThan(0);
      const all = JSON.stringify([...response.headers, ...lines]) + (await response.text());
      expect(all).not.toContain(key);
      expect(all).not.toContain((await digestOf(key)).slice(0, 8));
    }
    for (const log of logs) log.mockRestore();
  });

  it('is not opened by an empty key, even if its digest is there', async () => {
    const open = serviceWith({ API_KEYS: await digestOf('') });
    for (const authorization of ['', 'Bearer', 'Bearer ']) {
      expect((await open('/model', bearing(authorization))).status).toBe(401);
    }
  });
});

it('a URL that is too long is refused before a key is looked at, and pages can read that', async () => {
  const response = await service(pathOfLength(16_385), { headers: { Origin: PAGE } });
  expect(response.status).toBe(414);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe(PAGE);
});

it('a service does not start with a key where a digest belongs', () => {
  expect(() => serviceWith({ API_KEYS: KEYS[0] })).toThrow(/^API_KEYS has a text of length 10 at place 1/);
});

it('the Worker as it is deployed asks for no key', async () => {
  expect((await send('/model')).status).toBe(200);
  expect((await send('/model', bearing('Bearer whatever'))).status).toBe(200);
});
