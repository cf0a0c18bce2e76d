import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../../../trainer/report/article/markdown.ts';
import { parseArticle, readArticle } from '../../../../trainer/report/article/read.ts';
import type { ArticleRecord } from '../../../../trainer/report/article/record.ts';
import { ARTICLE_FILES, renderArticle } from '../../../../trainer/report/article/render.ts';
import { fullRecords, HEAD, quickRecords } from './records.ts';

const DOCS = fileURLToPath(new URL('../../../../docs', import.meta.url));
const PAGES = ['article.md', 'article.zh.md'] as const;

type Files = Record<string, string>;
let full: Files;
let quick: Files;
let bare: Files;
beforeAll(async () => {
  full = await renderArticle(fullRecords());
  quick = await renderArticle(quickRecords());
  bare = await renderArticle([HEAD]);
});

/** The cells of the first row of a page that begins with this one. */
function row(page: string, first: string): string[] {
  const line = page.split('\n').find((each) => each.startsWith(`| ${first} |`)) ?? '';
  return line.slice(2, -2).split(' | ').slice(1);
}

describe('renderArticle()', () => {
  it('gives both pages and their pictures, the same bytes twice', async () => {
    expect(Object.keys(full).sort()).toEqual(ARTICLE_FILES.toSorted());
    expect(await renderArticle(fullRecords())).toEqual(full);
  });

  it('gives the same bytes from the lines that a file has', async () => {
    const lines = fullRecords().map((record) => `${JSON.stringify(record)}\n`);
    expect(await renderArticle(parseArticle(lines.join(''), 'article.jsonl'))).toEqual(full);
  });

  it.each([
    ['At 32 blocks the residual network has more right than the plain one', '5 of 5', 'holds'],
    ['A plain network of 32 blocks has a higher training loss than one of 2', '5 of 5', 'holds'],
    ['With residual connections 32 blocks have more right than 2', '0 of 5', 'does not hold'],
    ['Residual connections help at 8 blocks', expect.any(String), 'cannot be told'],
    ['Residual connections help at 8 blocks with layer norm', '0 of 5', 'does not hold'],
    ['In a plain network of 32 blocks the gradient vanishes at the start', '–', 'does not hold'],
    ['In a plain network of 32 blocks the gradient vanishes later in training', '–', 'cannot be told'],
    ['In a plain network of 32 blocks with layer norm the gradient vanishes later in training', '–', 'holds'],
    ['In a residual network of 32 blocks without norm the gradient explodes at the start', '–', 'holds'],
    ['Some number of blocks is clearly better or worse than the chosen one', '–', 'cannot be told'],
    ['The trainer’s step is faster than one of plain TensorFlow.js', '–', 'does not hold'],
    ['Dropout helps a plain network of 8 blocks', '–', '–'],
  ])('says of "%s" in how many seeds, and whether it holds', (claim, seeds, verdict) => {
    expect(row(full['article.md'], claim).slice(1)).toEqual([seeds, verdict]);
  });

  it('shows differences of means with their intervals', () => {
    const claim = 'On 27 emotions residual connections help at 8 blocks';
    const [, mean, low, high] =
      /^\+(.+) points \(\+(.+) to \+(.+)\)$/.exec(row(full['article.md'], claim)[0]) ?? [];
    // 30 against 35 %, each seed within 0.2 points of it.
    expect(Math.abs(Number(mean) - 5)).toBeLessThan(0.4);
    expect(Number(low)).toBeLessThan(Number(mean));
    expect(Number(high)).toBeGreaterThan(Number(mean));
  });

  it('counts a network that diverged as a guess, and says so', () => {
    expect(full['article.md']).toContain('(2 of 5 diverged)');
    expect(full['article.zh.md']).toContain('(5 个中有 2 个发散)');
  });

  it('counts the pairs in which residual connections help', () => {
    const [, all, ...parts] =
      /Of (\d+) pairs the network with residual connections has more right in (\d+),\s+fewer in (\d+), and in (\d+)/.exec(
        full['article.md'],
      ) ?? [];
    expect(parts.reduce((sum, part) => sum + Number(part), 0)).toBe(Number(all));
    expect(
      full['article.md'].match(/^\| .+ \| `residual-.+` \| `plain-.+ \| (with|without|cannot be told) \|$/gm),
    ).toHaveLength(Number(all) - 1);
  });

  it('has in both languages the same figures in its tables', () => {
    const figures = (page: string) =>
      page
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => (line.match(/[+−]?\d(?:[\d,.]*\d)?/g) ?? []).sort());
    for (const files of [full, quick, bare]) {
      expect(figures(files['article.zh.md'])).toEqual(figures(files['article.md']));
    }
  });

  it('shows what others wrote as text', () => {
    expect(full['article.md']).toContain(
      '[SST &#124; &#42;sentences&#42;](https://example.org/sst) | CC0 &#60;b&#62; |',
    );
  });

  it('says what a quick run lacks, and decides nothing by two seeds', () => {
    const page = quick['article.md'];
    expect(page).toContain('**This is a quick run**');
    expect(page).toMatch(/^\| At 32 blocks the residual network .* \| 2 of 2 \| cannot be told \|$/m);
    expect(page.match(/not measured here/g)?.length).toBeGreaterThan(20);
    expect(page).toContain('the runs of this question are not in the file');
    expect(Object.keys(quick).sort()).toEqual([...PAGES, 'article-depth.svg', 'article-depth.zh.svg'].sort());
  });

  it('renders a file of nothing but its head', () => {
    expect(Object.keys(bare).sort()).toEqual([...PAGES]);
    expect(bare['article.md']).not.toContain('holds |');
  });

  it('draws gradients of which some are 0 or missing', async () => {
    const records = fullRecords().map((record): ArticleRecord => {
      if (record.kind !== 'fit' || record.gradients === undefined) return record;
      const norms = Object.fromEntries(Array.from({ length: 32 }, (_, block) => [`block.${block}`, 0]));
      return {
        ...record,
        gradients: [
          { step: 0, norms },
          { step: 1, norms: {} },
        ],
      };
    });
    for (const text of Object.values(await renderArticle(records))) expect(text).not.toMatch(/NaN|Infinity/);
  });
});

describe.each([
  ['a full run', () => full],
  ['a quick run', () => quick],
  ['no run', () => bare],
])('the files of %s', (_, files) => {
  it.each(PAGES)('%s has lines of at most 100 columns, but for tables', (name) => {
    const wide = files()
      [name].split('\n')
      .filter((line) => widthOf(line) > 100 && !/^(\||!\[|<)/.test(line));
    expect(wide).toEqual([]);
  });

  it.each(PAGES)('%s links to files that are there', (name) => {
    const links = [...files()[name].matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link]) => link);
    const own = [...Object.keys(files()), 'article.jsonl'];
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !own.includes(link) && !existsSync(`${DOCS}/${link}`))).toEqual([]);
  });

  it('have no figure that is none, and no mark left open', () => {
    for (const [name, text] of Object.entries(files())) {
      expect(text, name).not.toMatch(/NaN|undefined|Infinity|\[object|\.\. |。。/);
      expect(text, name).not.toMatch(/^\s*\*\*$/m);
    }
  });

  it('have pictures that fetch nothing', () => {
    for (const [name, text] of Object.entries(files()).filter(([name]) => name.endsWith('.svg'))) {
      expect(text, name).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/);
      expect(text.replaceAll('http://www.w3.org/', ''), name).not.toMatch(
        /https?:|url\(|<script|<image|\shref=/,
      );
    }
  });
});

describe('docs/article.jsonl', () => {
  it('renders to the pages and pictures beside it, byte for byte', async () => {
    const path = `${DOCS}/article.jsonl`;
    const expected = await renderArticle(await readArticle(path));
    const there = readdirSync(DOCS).filter((name) => /^article[.-].*(md|svg)$/.test(name));
    expect(there.sort()).toEqual(Object.keys(expected).sort());
    for (const [name, text] of Object.entries(expected)) {
      expect(readFileSync(`${DOCS}/${name}`, 'utf8'), name).toBe(text);
    }
  });
});
