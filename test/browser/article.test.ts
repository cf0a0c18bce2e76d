import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARTICLE_FILES, renderArticle } from '../../trainer/report/article/render.ts';
import { fullRecords } from '../trainer/report/article/records.ts';
import { Chromium, isMissing } from './chromium.ts';

const PICTURES = ARTICLE_FILES.filter((name) => name.endsWith('.svg'));
/** Texts that end beyond the image, and those that another one covers. */
const STRAY = `(() => {
  const { width, height } = document.documentElement.viewBox.baseVal;
  const boxes = [...document.querySelectorAll('text')].map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
  const isOut = ({ box }) => box.left < 0 || box.top < 0 || box.right > width || box.bottom > height;
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.filter((own, place) => isOut(own) || boxes.some(({ box }, other) => other > place && meets(own.box, box))).map(({ said }) => said);
})()`;
const GROUNDS = {
  light: ['rgb(255, 255, 255)', 'rgb(29, 35, 41)'],
  dark: ['rgb(13, 17, 23)', 'rgb(228, 232, 236)'],
};
/** The colours of the ground and of the writing on it. */
const COLOURS = `['rect', 'text'].map((name) => getComputedStyle(document.querySelector('svg > ' + name)).fill)`;

describe.skipIf(isMissing)('the article’s pictures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-article-'));
  let chromium: Chromium;
  beforeAll(async () => {
    const files = await renderArticle(fullRecords());
    for (const name of PICTURES) writeFileSync(join(folder, name), files[name]);
    chromium = await Chromium.start();
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await chromium.stop();
  });

  it.each(PICTURES)('%s has all its texts apart and within, and a ground of its own', async (name) => {
    const scheme = name.includes('.zh.') ? 'dark' : 'light';
    const page = await chromium.open();
    await page.show({ scheme, width: 1000 });
    await page.open(pathToFileURL(join(folder, name)).href);
    expect(await page.evaluate(STRAY)).toEqual([]);
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate(COLOURS)).toEqual(GROUNDS[scheme]);
  });
});
