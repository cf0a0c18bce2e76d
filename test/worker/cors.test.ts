import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { withCors } from '../../src/guard/cors.ts';
import { modelsOf } from '../../src/http/models.ts';
import { loadClassifier } from '../../src/model/classifier.ts';
import { readOrigins } from '../../src/settings.ts';
import { send } from './http.ts';
import { tinyFile } from './model.ts';

const PAGE = 'https://shop.example';
const app = createApp(modelsOf(loadClassifier(tinyFile()), {}, '"test"'));
const answering = (origins: string) => withCors((request) => app.fetch(request), readOrigins(origins));

/** CORS headers of the answer to a request from a page. */
async function ask(
  origins: string,
  path: string,
  { method = 'GET', origin = PAGE, headers = {}, body = '' } = {},
): Promise<Response> {
  const all = { ...headers, ...(origin === '' ? {} : { Origin: origin }) };
  const init = { method, headers: all, ...(body === '' ? {} : { body }) };
  return answering(origins)(new Request(`https://edge-sentiment.test${path}`, init));
}

const allowed = (response: Response) => response.headers.get('Access-Control-Allow-Origin');
const exposed = (response: Response) => response.headers.get('Access-Control-Expose-Headers');
const PREFLIGHT = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'content-type',
};
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('withCors()', () => {
  it.each([
    ['an answer', '/sentiment?text=good', {}, 200],
    [
      'the answer to a body',
      '/sentiment',
      { method: 'POST', headers: JSON_TYPE, body: '{"text":"good"}' },
      200,
    ],
    ['the headers alone', '/health', { method: 'HEAD' }, 200],
    ['a problem', '/sentiment', {}, 400],
    ['a problem of a body', '/sentiment', { method: 'POST', body: '{}' }, 415],
    ['an unknown path', '/nowhere', {}, 404],
    ['a wrong method', '/health', { method: 'DELETE' }, 405],
    ['OPTIONS that is no preflight', '/health', { method: 'OPTIONS' }, 405],
  ])('lets a page read %s', async (_, path, init, status) => {
    const listed = await ask(`https://other.example,${PAGE}`, path, init);
    expect(listed.status).toBe(status);
    expect(allowed(listed)).toBe(PAGE);
    expect(exposed(listed)).toBe('Accept, Accept-Encoding, Allow, ETag, Retry-After, WWW-Authenticate');
    expect(listed.headers.get('Vary')).toBe('Origin');
    const any = await ask('*', path, init);
    expect(any.status).toBe(status);
    expect(allowed(any)).toBe('*');
    expect(exposed(any)).toBe('Accept, Accept-Encoding, Allow, ETag, Retry-After, WWW-Authenticate');
    expect(any.headers.has('Vary')).toBe(false);
    expect(any.headers.has('Access-Control-Allow-Credentials')).toBe(false);
  });

  it.each(['https://evil.example', 'http://shop.example', 'https://shop.example:8443', 'null', ''])(
    'names no origin to %j, and says that the answer depends on it',
    async (origin) => {
      const response = await ask(PAGE, '/sentiment?text=good', { origin });
      expect(response.status).toBe(200);
      expect(allowed(response)).toBeNull();
      expect(exposed(response)).toBeNull();
      expect(response.headers.get('Vary')).toBe('Origin');
    },
  );

  it('answers a preflight', async () => {
    for (const path of ['/sentiment', '/health', '/model/']) {
      const response = await ask(PAGE, path, { method: 'OPTIONS', headers: PREFLIGHT });
      expect(response.status).toBe(204);
      expect(await response.text()).toBe('');
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': 'GET, HEAD, POST, QUERY',
        'access-control-allow-headers':
          'Content-Type, Authorization, If-None-Match, MCP-Protocol-Version, Mcp-Method, Mcp-Name',
        'access-control-max-age': '7200',
        vary: 'Origin',
      });
      expect(response.headers.has('Access-Control-Expose-Headers')).toBe(false);
    }
  });

  it('leaves no trace of one answer in the next', async () => {
    const headers = async () => [...(await ask(PAGE, '/health')).headers];
    const first = await headers();
    expect(await headers()).toEqual(first);
    expect([...(await ask('*', '/health', { origin: '' })).headers]).not.toContainEqual(['vary', 'Origin']);
  });

  it('refuses an origin of more than 1,024 characters, unless all may read', async () => {
    const origin = `https://${'a'.repeat(1024)}`;
    const refused = await ask(PAGE, '/health', { origin });
    expect(refused.status).toBe(431);
    expect(allowed(refused)).toBeNull();
    expect((await ask('*', '/health', { origin })).status).toBe(200);
  });

  it('allows nothing in a preflight from elsewhere', async () => {
    const origin = 'https://evil.example';
    const response = await ask(PAGE, '/sentiment', { method: 'OPTIONS', origin, headers: PREFLIGHT });
    expect(allowed(response)).toBeNull();
  });
});

it('the Worker as it is deployed allows no origin', async () => {
  const answer = await send('/sentiment?text=good', { headers: { Origin: PAGE } });
  expect(allowed(answer)).toBeNull();
  expect(answer.headers.has('Vary')).toBe(false);
  const preflight = await send('/sentiment', { method: 'OPTIONS', headers: { Origin: PAGE, ...PREFLIGHT } });
  expect(preflight.status).toBe(405);
});
