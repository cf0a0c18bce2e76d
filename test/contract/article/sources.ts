import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { placeOf } from '../../../trainer/corpora/download.ts';
import { SOURCES, type Source } from '../../../trainer/corpora/sources.ts';
import { tarGz, zip } from '../../trainer/corpora/archives.ts';

const TEXTS = 60;
const each = <Value>(make: (index: number) => Value) =>
  Array.from({ length: TEXTS }, (_, index) => make(index));
const isGood = (index: number) => index % 2 === 0;

/** What the archives of the article's tasks hold, in a few texts of our own. */
async function contents(): Promise<Record<string, Uint8Array | string>> {
  const word = (index: number) => `${isGood(index) ? 'good' : 'bad'}${index % 7} text${index}`;
  const trees = each((index) => {
    const words = word(index).split(' ');
    return `(${isGood(index) ? 3 : 1} (2 ${words[0]}) (2 ${words[1]}))`;
  });
  const reviews = each((index) => [
    `aclImdb/train/${isGood(index) ? 'pos' : 'neg'}/${index}_9.txt`,
    `${word(index)} of a film`,
  ]);
  const films = each((index) => `http://www.imdb.com/title/tt${1000 + (index >> 1)}/usercomments`).join('\n');
  const urls = { 'aclImdb/train/urls_pos.txt': films, 'aclImdb/train/urls_neg.txt': films };
  const emotions = each((index) => `${word(index)}\t${index % 4}\tid${index}\n`).join('');
  const chinese = each(
    (index) => `${isGood(index) ? 1 : 0}\t酒店${isGood(index) ? '很好' : '很差'}${index}\n`,
  );
  return {
    'sst-sentences': zip({ 'trees/train.txt': trees.join('\n') }),
    goemotions: emotions,
    imdb: await tarGz({ ...Object.fromEntries(reviews), ...urls }),
    'zh-chnsenticorp': zip({ 'train.tsv': `label\ttext_a\n${chinese.join('')}` }),
  };
}

/** Writes small archives into a folder laid out by URL. @returns their sources, with the digests that they have. */
export async function writeSources(mirror: string): Promise<Source[]> {
  const made: Source[] = [];
  for (const [name, content] of Object.entries(await contents())) {
    const source = SOURCES.find((own) => own.name === name) as Source;
    const [{ url }] = source.files;
    const path = placeOf(mirror, url);
    const bytes = Buffer.from(content);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    made.push({ ...source, files: [{ url, copies: [{ bytes: bytes.length, digest }] }] });
  }
  return made;
}
