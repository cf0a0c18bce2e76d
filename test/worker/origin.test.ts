import { describe, expect, it } from 'vitest';
import { headersOf, META, message } from './mcp.ts';
import { serviceWith } from './service.ts';

const PAGE = 'https://shop.example';

/** A request to `/mcp`, or elsewhere, of a page. */
function ask(origins: string | undefined, origin: string | null, path = '/mcp'): Promise<Response> {
  const env = origins === undefined ? {} : { ALLOWED_ORIGINS: origins };
  const headers = { ...headersOf('tools/list'), ...(origin === null ? {} : { Origin: origin }) };
  const body = JSON.stringify(message('tools/list', { _meta: META }));
  return serviceWith(env)(path, { method: 'POST', headers, body });
}

describe('withOrigin()', () => {
  it.each<[string | undefined, string | null]>([
    [undefined, null],
    [PAGE, null],
    [PAGE, PAGE],
    ...['http://localhost:6274', 'http://127.0.0.1:8787', 'http://[::1]', 'https://localhost'].map(
      (origin): [undefined, string] => [undefined, origin],
    ),
    [`https://other.example, ${PAGE}`, PAGE],
    ['*', PAGE],
    ['*', 'null'],
  ])('lets pass, with %s allowed, the origin %s', async (origins, origin) => {
    expect((await ask(origins, origin)).status).toBe(200);
  });

  it.each<[string | undefined, string]>([
    [undefined, PAGE],
    [undefined, 'null'],
    [undefined, 'http://localhost.evil.example'],
    [undefined, 'http://evil.example:8787'],
    // A name that leads to the caller's own machine is the address that was asked for.
    [undefined, 'https://edge-sentiment.test'],
    [PAGE, 'https://evil.example'],
    [PAGE, 'http://shop.example'],
    [PAGE, `${PAGE}:8443`],
    [PAGE, 'null'],
  ])('refuses, with %s allowed, the origin %s', async (origins, origin) => {
    for (const path of ['/mcp', '/mcp/']) {
      const response = await ask(origins, origin, path);
      expect(response.status).toBe(403);
      expect(response.headers.has('Access-Control-Allow-Origin')).toBe(false);
      expect(await response.json()).toMatchObject({
        type: '/problems/origin-not-allowed',
        detail: expect.stringContaining(`a page of "${origin}", allowed are programs and pages`),
      });
    }
  });

  it('asks nothing of other paths', async () => {
    const response = await serviceWith({})('/health', { headers: { Origin: PAGE } });
    expect(response.status).toBe(200);
  });

  it('refuses a page before its key and its count are looked at', async () => {
    const limiter = { limit: async () => ({ success: false }) };
    const service = serviceWith({ API_KEYS: '0'.repeat(64), RATE_LIMITER: limiter });
    const response = await service('/mcp', { method: 'POST', headers: { Origin: PAGE }, body: '{}' });
    expect(response.status).toBe(403);
  });

  it('refuses an origin of more than 1,024 characters', async () => {
    expect((await ask(undefined, `https://${'a'.repeat(1024)}`)).status).toBe(431);
  });
});
