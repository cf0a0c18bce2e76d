import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MAX_TEXT_LENGTH } from '../../src/http/schema.ts';
import { emojiWords } from '../../src/model/text/emoji.ts';
import { unpackNumbers } from '../../src/model/text/packed.ts';
import { SIMPLIFIED_PAIRS } from '../../src/model/text/simplifiedpairs.ts';
import { isBlank, TOKENIZER_VERSION, tokenize, tokensFor } from '../../src/model/text/tokenizer.ts';
import { loadModel } from '../../trainer/scoring/load.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PAGE = readFileSync(at('docs/reading.md'), 'utf8');
const MODEL = await loadModel(at('src/weights/default.safetensors'));

const tokensOf = (text: string) => tokenize(text).tokens.map((token) => token.text);

/** The code in the two cells of each row of the tables that have this head. */
function examples(first: string, second: string): [string, string][] {
  const found: [string, string][] = [];
  let isOurs = false;
  for (const line of PAGE.split('\n')) {
    const [, left, right] = /^\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
    if (left === undefined) isOurs = false;
    else if (left === first && right === second) isOurs = true;
    else if (isOurs && !left.startsWith('---')) found.push([code(left), code(right)]);
  }
  return found;
}

function code(cell: string): string {
  expect(cell).toMatch(/^`[^`]+`$/);
  return cell.slice(1, -1);
}

it('docs/reading.md has examples of each kind, and no other table', () => {
  const counts = [examples('text', 'read as'), examples('emoji', 'words'), examples('text', '`language`')];
  const rows = PAGE.split('\n').filter((line) => /^\| `/.test(line));
  expect(counts.flat()).toHaveLength(rows.length);
  expect(Math.min(...counts.map(({ length }) => length))).toBeGreaterThan(4);
});

it.each(examples('text', 'read as'))('docs/reading.md: %j is read as %j', (text, tokens) => {
  expect(tokensOf(text).join(' ')).toBe(tokens);
});

it.each(examples('emoji', 'words'))('docs/reading.md: the words of %s are %j', (emoji, words) => {
  expect(emojiWords(emoji).join(' ')).toBe(words);
});

it.each(examples('text', '`language`'))('docs/reading.md: the language of %j is %j', (text, language) => {
  expect(MODEL.classify(text).language).toBe(language);
});

it.each([
  ['simplified ones, 1,881 of them', unpackNumbers(SIMPLIFIED_PAIRS).length / 2, 1881],
  ['20,000 UTF-16', MAX_TEXT_LENGTH, 20_000],
  ['up to its 64th code unit', tokensOf('ab'.repeat(100))[0].length, 64],
  ['32 code units for each of them', tokensFor(320), 10],
  ['this being the second', TOKENIZER_VERSION, 2],
  ['1,226 at 10 ms', MODEL.classify('good, '.repeat(700)).tokens, 1226],
  ['Damage is undone three times over', tokensOf('isn&amp;amp;#39;t').join(' '), "is n't"],
  ['not a fourth time', tokensOf('isn&amp;amp;amp;#39;t').includes("n't"), false],
  ['characters that show nothing', isBlank('\u200b\u2060'), true],
  ['separates words', tokensOf('good\ud83dbad').join(' '), 'good bad'],
])('docs/reading.md says of its limits %j', (said, measured, limit) => {
  expect(PAGE).toContain(said);
  expect(measured).toBe(limit);
});
