import { expect, it } from 'vitest';
import { MAX_HEADER_LENGTH, readHeader } from '../../src/http/header.ts';
import { ORIGIN, send } from './http.ts';

it.each([
  ['GET', '/sentiment?text=', 200],
  ['HEAD', '/sentiment?text=', 200],
  ['GET', '/health?', 200],
  ['PUT', '/sentiment?', 405],
  ['POST', '/model?', 405],
  ['GET', '/', 404],
])('%s %s… is looked at up to 16,384 characters of URL', async (method, path, status) => {
  const filled = (characters: number) => path.padEnd(characters - ORIGIN.length, 'a');
  expect((await send(filled(16_384), { method })).status).toBe(status);
  for (const characters of [16_385, 100_000]) {
    const response = await send(filled(characters), { method });
    expect(response.status).toBe(414);
    if (method === 'HEAD') expect(await response.text()).toBe('');
    else expect(await response.json()).toMatchObject({ type: '/problems/url-too-long' });
  }
});

it('readHeader() gives a header of up to 1,024 characters, null for one that is missing', () => {
  const request = (value: string) => new Request(ORIGIN, { headers: { 'If-None-Match': value } });
  const longest = 'a'.repeat(MAX_HEADER_LENGTH);
  expect(readHeader(request(longest), 'if-none-match')).toEqual({ ok: true, value: longest });
  expect(readHeader(request(''), 'If-None-Match')).toEqual({ ok: true, value: '' });
  expect(readHeader(request(''), 'Origin')).toEqual({ ok: true, value: null });
  expect(readHeader(request(`${longest}a`), 'If-None-Match')).toEqual({
    ok: false,
    failure: { kind: 'header-too-long', name: 'If-None-Match', length: 1025, limit: 1024 },
  });
});
