import { expect, it } from 'vitest';
import { send } from './http.ts';

it.each([
  ['an answer', '/sentiment?text=good', {}],
  ['a problem', '/sentiment', {}],
  ['an unknown path', '/nowhere', {}],
  ['a wrong method', '/health', { method: 'DELETE' }],
])('%s tells browsers to do nothing with it but read', async (_, path, init) => {
  const { headers } = await send(path, init);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'private',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=15552000',
    'x-content-type-options': 'nosniff',
  });
});
