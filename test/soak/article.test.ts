import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { parseArticle } from '../../trainer/report/article/read.ts';

const SCRIPT = fileURLToPath(new URL('../contract/article/measure.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Measures the speeds of a tiny article. @returns its lines. */
async function measured(fits: number): Promise<string> {
  await promisify(execFile)(process.execPath, [SCRIPT, root, 'speed', `${fits}`, 'efficiency']);
  return readFileSync(join(root, 'speed', 'article.jsonl'), 'utf8');
}

it('article measures each ratio of times once, and keeps it', async () => {
  const first = await measured(2);
  const [, ...lines] = parseArticle(first, 'article.jsonl');
  expect(lines.map((line) => 'what' in line && line.what)).toEqual(['workers', 'tfjs', 'sparse']);
  expect(await measured(1)).toBe(first);
}, 120_000);
