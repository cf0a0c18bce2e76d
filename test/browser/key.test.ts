import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClosed } from '../contract/openapi/closed.ts';
import { isMissing } from './chromium.ts';
import { type Served, serve } from './service.ts';

const KEY = 'a-key-of-this-test';

describe.skipIf(isMissing)('the page of a service with keys', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(() => startClosed({ keys: [KEY], limit: 100, origin: 'https://shop.example' }));
  }, 90_000);
  afterAll(() => served.stop());

  it('shows a field for the key at 401, and keeps the key in memory alone', async () => {
    const page = await served.chromium.open();
    await page.open(served.url);
    await page.until("!document.querySelector('#key-form').hidden");
    expect(await page.text('#problem')).toContain('No key');
    await page.type('#key', 'wrong');
    await page.click('#key-form button');
    await page.until("document.querySelector('#problem').textContent.includes('Wrong key')");
    await page.type('#key', KEY);
    await page.click('#key-form button');
    await page.until("document.querySelector('#verdict').textContent !== ''");
    expect(await page.text('#curl')).toContain('-H "Authorization: Bearer $KEY"');
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(KEY);
    const kept =
      'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, history.state])';
    expect(await page.evaluate(kept)).not.toContain(KEY);
    expect(await page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
    // The 401s themselves, which browsers log.
    expect(page.complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });
});
