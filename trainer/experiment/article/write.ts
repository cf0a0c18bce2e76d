import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isThere, refuseOther } from '../../files/outputs.ts';
import { writeWhole } from '../../files/writewhole.ts';
import type { ArticleRecord } from '../../report/article/record.ts';
import { ARTICLE_FILES, renderArticle } from '../../report/article/render.ts';

const LINES = 'article.jsonl';
const ALL = [LINES, ...ARTICLE_FILES];
/** How the first of its lines begins. */
const BEGIN = '{"kind":"article"';

/**
 * Looks, before hours of fits, whether what is in the folder may be replaced.
 *
 * @throws UserError where a page is there that `article` has not written.
 */
export async function refuseForeign(out: string): Promise<void> {
  for (const name of ALL) await refuseOther(join(out, name));
  const there: string[] = [];
  for (const name of ALL) if (await isThere(join(out, name))) there.push(name);
  if (there.length === 0) return;
  if (there.includes(LINES) && (await beginning(join(out, LINES))) === BEGIN) return;
  const path = join(out, there[0]);
  throw new UserError(
    `${path} is there, and not of this command: give another --out, or say --force to replace it`,
  );
}

async function beginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGIN.length), 0, BEGIN.length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes the lines and what is rendered from them, and removes a picture of lines before that these have not. @returns the paths. */
export async function writeArticle(out: string, records: readonly ArticleRecord[]): Promise<string[]> {
  await writeWhole(join(out, LINES), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const pages = await renderArticle(records);
  for (const name of ARTICLE_FILES) {
    if (pages[name] === undefined) await rm(join(out, name), { force: true });
    else await writeWhole(join(out, name), pages[name]);
  }
  return [LINES, ...Object.keys(pages)].map((name) => join(out, name));
}
