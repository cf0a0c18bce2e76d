import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import card from '../../src/weights/default.json' with { type: 'json' };
import { until } from '../contract/dev.ts';
import { isMissing } from './chromium.ts';
import type { Page } from './page.ts';
import { type Served, serve } from './service.ts';

/** From the last key to the answer: 200 ms of them the page waits. */
const MOST_MS = 300;

describe.skipIf(isMissing)('one text on the page', () => {
  let served: Served;
  let page: Page;
  beforeAll(async () => {
    served = await serve();
  }, 90_000);
  afterAll(() => served.stop());
  beforeEach(async () => {
    page = await served.chromium.open();
    await page.open(served.url);
    await page.until("document.querySelector('#verdict').textContent !== ''");
  });

  const bodies = () =>
    page.sent.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body ?? 'null'));
  const labelled = (label: string) =>
    page.until(`document.querySelector('#verdict').textContent.startsWith('${label}')`);

  it('typing changes label, probabilities, words, facts, JSON and curl', async () => {
    const text = "It's good. The end was awful, boring and far too long!";
    await page.type('#text', text);
    await until(async () => (await page.text('#words')).includes('The end'));
    const answer = JSON.parse(await page.text('#json'));
    const asked = { text, explain: true, sentences: true };
    expect(bodies().at(-1)).toEqual(asked);
    const response = await fetch(`${served.url}/sentiment`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(asked),
    });
    expect(answer).toEqual(await response.json());
    const percents = Object.values<number>(answer.scores).map((score) => `${(100 * score).toFixed(1)} %`);
    expect(
      await page.evaluate("[...document.querySelectorAll('#scores .value')].map((e) => e.textContent)"),
    ).toEqual(percents);
    const words = await page.evaluate<string>(
      "[...document.querySelector('#words').childNodes].filter((e) => e.className !== 'chip').map((e) => e.textContent).join('')",
    );
    expect(words).toBe(text);
    expect(await page.evaluate("document.querySelectorAll('#words .chip').length")).toBe(2);
    expect(await page.text('#facts')).toContain(card.version);
    expect(await page.text('#curl')).toBe(
      `curl -H 'Content-Type: application/json' --data-binary '${JSON.stringify(asked).replace("'", "'\\''")}' '${served.url}/sentiment'`,
    );
    expect(page.complaints).toEqual([]);
  });

  it(`the answer is there ${MOST_MS} ms after the last key`, async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const [word, label] = i % 2 === 0 ? ['good', 'positive'] : ['awful', 'negative'];
      await page.evaluate(`
        window.begun = 0;
        text.addEventListener('input', () => { window.begun = performance.now(); }, { once: true });
        window.taken = new Promise((resolve) => {
          new MutationObserver((_, observer) => {
            if (!verdict.textContent.startsWith('${label}')) return;
            observer.disconnect();
            resolve(performance.now() - window.begun);
          }).observe(verdict, { childList: true });
        }); 0`);
      await page.type('#text', `${word} film ${i}`);
      times.push(await page.evaluate<number>('window.taken'));
    }
    // The fastest: other tests may have the machine.
    expect(Math.min(...times)).toBeGreaterThanOrEqual(200);
    expect(Math.min(...times)).toBeLessThan(MOST_MS);
  });

  it('one request is in flight, and what it overtook is never shown', async () => {
    const before = bodies().length;
    await page.hold('*/sentiment');
    await page.type('#text', 'a terrible film');
    await until(() => page.held.length === 1);
    await page.type('#text', 'a wonderful film');
    await page.evaluate(
      'new MutationObserver(() => { window.seen = (window.seen ?? "") + verdict.textContent; }).observe(verdict, { childList: true })',
    );
    await page.release();
    await until(() => page.held.length === 1);
    await page.release();
    await labelled('positive');
    expect(
      bodies()
        .slice(before)
        .map(({ text }) => text),
    ).toEqual(['a terrible film', 'a wonderful film']);
    expect(await page.evaluate('window.seen')).not.toContain('negative');
  });

  it('shows a problem with a link to its page, and goes on', async () => {
    await page.type('#text', '\u200b');
    await page.until("document.querySelector('#problem a') !== null");
    expect(await page.text('#problem')).toContain('Blank text');
    const address = await page.evaluate<string>("document.querySelector('#problem a').href");
    expect([new URL(address).pathname, (await fetch(address)).status]).toEqual(['/problems/text-blank', 200]);
    expect(await page.evaluate("document.querySelector('#answer').hidden")).toBe(true);
    await page.type('#text', 'good');
    await labelled('positive');
    expect(await page.text('#problem')).toBe('');
  });

  it('says what is wrong where no service answers', async () => {
    await page.call('Network.emulateNetworkConditions', {
      offline: true,
      latency: 0,
      downloadThroughput: 0,
      uploadThroughput: 0,
    });
    await page.type('#text', 'good');
    await page.until("document.querySelector('#problem').textContent.includes('No answer')");
  });

  it('asks nothing about no text', async () => {
    const before = bodies().length;
    await page.type('#text', 'good');
    await page.evaluate("text.value = ''; text.dispatchEvent(new Event('input'))");
    await page.type('#text', 'fine');
    await until(() => bodies().length > before);
    expect(
      bodies()
        .slice(before)
        .map(({ text }) => text),
    ).toEqual(['fine']);
  });

  it('shows markup as text', async () => {
    await page.type('#text', '<img src=x onerror=alert(1)> <b>good</b>');
    await until(async () => (await page.text('#words')).includes('<img'));
    expect(await page.evaluate("document.querySelectorAll('#words img, #words b').length")).toBe(0);
    expect(page.complaints).toEqual([]);
  });

  it('the policy lets no page run what is written into it, and the Web Worker alone compile', async () => {
    const policy = async (path: string) =>
      (await fetch(served.url + path)).headers.get('Content-Security-Policy') ?? '';
    const [home, bulk, docs] = await Promise.all(['/', '/bulk.js', '/docs'].map(policy));
    for (const each of [home, bulk, docs]) {
      // Two policies in one header would hold both.
      expect(each.split(',')).toHaveLength(1);
      expect(each).toMatch(/^default-src 'none'; script-src 'self'/);
      expect(each).not.toContain('unsafe-inline');
    }
    expect(home).toContain("worker-src 'self'");
    expect(docs).not.toContain('worker-src');
    expect([home, bulk, docs].map((each) => each.includes('wasm-unsafe-eval'))).toEqual([false, true, false]);
  });

  it('copies the request', async () => {
    await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    await page.click('button.copy');
    await until(async () => (await page.text('#copied')) !== '');
    expect(await page.text('#copied')).toBe('Copied.');
  });
});
