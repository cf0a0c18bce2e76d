import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing } from './chromium.ts';
import type { Page } from './page.ts';
import { type Served, serve } from './service.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FORMS = [{ scheme: 'light' }, { scheme: 'dark' }, { scheme: 'light', width: 360 }] as const;

describe.skipIf(isMissing)('people who see little or use no mouse', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  }, 90_000);
  afterAll(() => served.stop());

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
      'axe.run().then(({ violations }) => violations)',
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
  }

  describe.each(FORMS)('$scheme, $width', (form) => {
    it('axe-core finds nothing on the page with an answer, a table and a choice of columns', async () => {
      const page = await served.chromium.open();
      await page.show(form);
      await page.open(served.url);
      await page.until("document.querySelector('#verdict').textContent !== ''");
      await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      await page.evaluate("document.querySelector('#lines').value = 'good\\nbad\\n\\nTwo windows.'");
      await page.click('#start');
      await page.until("!document.querySelector('#results').hidden");
      await page.evaluate(
        "columns.hidden = document.querySelector('#work').hidden = document.querySelector('#key-form').hidden = false",
      );
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    });

    it('nor beside a problem', async () => {
      const page = await served.chromium.open();
      await page.show(form);
      await page.open(served.url);
      await page.type('#text', '\u200b');
      await page.until("document.querySelector('#problem a') !== null");
      expect(await violations(page)).toEqual([]);
    });

    it.each(['/docs', '/problems/text-blank'])('nor on %s', async (path) => {
      const page = await served.chromium.open();
      await page.show(form);
      await page.open(served.url + path);
      expect(await violations(page)).toEqual([]);
    });
  });

  it('keys alone reach every control, and each shows that it has the focus', async () => {
    const page = await served.chromium.open();
    await page.open(served.url);
    await page.until("document.querySelector('#verdict').textContent !== ''");
    const reached: string[] = [];
    const state = `(() => { const e = document.activeElement; const s = getComputedStyle(e); return { name: e === document.body ? '' : e.id || e.className || e.textContent, outline: s.outlineStyle !== 'none' }; })()`;
    for (let tab = 0; tab < 20; tab++) {
      for (const type of ['rawKeyDown', 'keyUp'])
        await page.call('Input.dispatchKeyEvent', { type, key: 'Tab', windowsVirtualKeyCode: 9 });
      const { name, outline } = await page.evaluate<{ name: string; outline: boolean }>(state);
      if (name !== '') reached.push(`${name}${outline ? '' : ', unseen'}`);
    }
    expect(reached).toEqual(expect.arrayContaining(['text', 'example', 'lines', 'start', 'file']));
    expect(reached.filter((each) => each.endsWith('unseen'))).toEqual([]);
  });

  it('the label is said in a region that waits for its turn, once for each label', async () => {
    const page = await served.chromium.open();
    await page.open(served.url);
    await page.until("document.querySelector('#verdict').textContent !== ''");
    const { nodes } = (await page.call('Accessibility.getFullAXTree')) as {
      nodes: { role?: { value: string }; properties?: { name: string; value: { value: unknown } }[] }[];
    };
    const regions = nodes.filter(({ role }) => role?.value === 'status');
    const live = regions.map(
      ({ properties }) => properties?.find(({ name }) => name === 'live')?.value.value,
    );
    expect(live.length).toBeGreaterThanOrEqual(2);
    expect(new Set(live)).toEqual(new Set(['polite']));
  });
});
