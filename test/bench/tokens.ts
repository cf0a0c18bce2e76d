/**
 * Says how many texts another version of the tokenizer splits otherwise, and shows some:
 *
 *     git worktree add ../before COMMIT
 *     node test/bench/tokens.ts ../before/src/model/text/tokenizer.ts sst2.dev.tsv imdb.test.tsv
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import { clean } from '../../trainer/print.ts';

const SHOWN = 10;
const AROUND = 2;

/** Where two lists begin to differ, and how many of each do. */
function difference(before: readonly string[], now: readonly string[]) {
  let begin = 0;
  while (begin < before.length && before[begin] === now[begin]) begin++;
  let end = 0;
  const most = Math.min(before.length, now.length) - begin;
  while (end < most && before.at(-1 - end) === now.at(-1 - end)) end++;
  const shown = (tokens: readonly string[]) =>
    clean(tokens.slice(Math.max(0, begin - AROUND), tokens.length - end).join(' ')).slice(0, 60);
  return { tokens: before.length - end - begin, shown: `${shown(before)}  →  ${shown(now)}` };
}

const [path, ...files] = process.argv.slice(2);
const old: { tokenize: typeof tokenize } = await import(pathToFileURL(resolve(path)).href);
for (const file of files) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const texts = lines.map((line) => line.slice(line.indexOf('\t') + 1));
  const split = texts.map((text) =>
    [old.tokenize, tokenize].map((each) => each(text).tokens.map((token) => token.text)),
  );
  const changed = split.filter(([before, now]) => before.join('\n') !== now.join('\n'));
  const found = changed.map(([before, now]) => difference(before, now));
  const tokens = split.reduce((sum, [before]) => sum + before.length, 0);
  const moved = found.reduce((sum, each) => sum + each.tokens, 0);
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
  console.log(
    `${basename(file)}: ${share(changed.length, texts.length)} of ${texts.length} texts, ${share(moved, tokens)} of the tokens`,
  );
  const step = Math.max(1, Math.ceil(found.length / SHOWN));
  for (const { shown } of found.filter((_, i) => i % step === 0)) console.log(`  ${shown}`);
}
