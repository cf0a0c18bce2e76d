import { BODY_BYTES, by, type Hostile, lines, post, query } from './request.ts';

/** Requests that ask for more than a label. */

/** As many tokens as the default model reads. */
const TOKENS = 1226;
const ALL = '&explain=true&sentences=true&top_k=1&threshold=0.99&language=en';
const OPTIONS = ['&sentences=true', '&explain=true&sentences=true', ALL];
const OF_BODY = { explain: true, sentences: true, top_k: 1, threshold: 0.99, language: 'en' };

/** Texts whose sentences are costly, by what they are. */
const TEXTS: Record<string, string> = {
  '1226 sentences of a line': 'a\n'.repeat(TOKENS),
  '1226 sentences of a mark': '! '.repeat(TOKENS),
  '613 sentences of a word': 'good. '.repeat(TOKENS / 2),
  '1226 ideographs in lines': '好\n'.repeat(TOKENS),
  '1226 ligatures in lines': 'ﷺ\n'.repeat(TOKENS),
  '1226 unknown words in lines': `good\n${'qwrtzpsdfghjklyxcvb\n'.repeat(TOKENS - 1)}`,
  'good and 9 ligatures in lines': `good ${'ﷺ '.repeat(9)}\n`.repeat(122),
  'good and 1 ligature in lines': 'good ﷺ\n'.repeat(TOKENS / 2),
  'sentences of 20 words': `${'good film '.repeat(10)}. `.repeat(TOKENS / 21),
  'sentences of 100 words': `${'good film '.repeat(50)}. `.repeat(6),
  '2 long sentences': `${'good film '.repeat(150)}. `.repeat(2),
  'closing quotes': `a${'"'.repeat(300)} `.repeat(2),
  'dots and quotes': `a.${'"'.repeat(20)} `.repeat(28),
  '<br>': 'a<br>'.repeat(TOKENS),
  'far line ends': `a${' '.repeat(3000)}\n`.repeat(6),
};

function body(texts: readonly string[], more: object): string {
  return JSON.stringify({ texts, ...more });
}

/** Batches about as large as the time for what they ask allows. */
const BATCHES = [2, 4, 8, 16, 32, 64].flatMap((texts) => {
  const words = Math.max(1, Math.floor(72 / texts));
  return [
    post(`${texts} texts, explained`, body(Array(texts).fill('good '.repeat(words)), { explain: true })),
    post(`${texts} texts, sentences`, body(Array(texts).fill('good. '.repeat(words)), { sentences: true })),
    post(`${texts} texts, both`, body(Array(texts).fill('good. '.repeat(words)), OF_BODY)),
  ];
});

const ITEMS = [9, 1].map((words) =>
  Array.from({ length: 64 }, (_, i) => ({ text: 'ﷺ '.repeat(words), id: `${i}`.padEnd(200, '"') })),
);

export const ASKED: Hostile[] = [
  ...Object.entries(TEXTS).flatMap(([name, text]) =>
    OPTIONS.map((options) =>
      post(
        `${name}, ${options.length > 40 ? 'all' : options.slice(1)}`,
        JSON.stringify({ text }),
        `?${options.slice(1)}`,
      ),
    ),
  ),
  post(
    '1226 sentences of a line, white space',
    `{"text":"${'a\\n'.repeat(TOKENS)}","sentences":true}${' '.repeat(BODY_BYTES - 3000)}`,
  ),
  post('1226 words', JSON.stringify({ text: 'good film '.repeat(TOKENS / 2) })),
  post(
    '1226 tokens, most of them ligatures',
    JSON.stringify({ text: TEXTS['good and 9 ligatures in lines'] }),
  ),
  post(
    'good and 9 ligatures in lines, sentences, white space',
    `${JSON.stringify({ text: TEXTS['good and 9 ligatures in lines'], sentences: true })}${' '.repeat(BODY_BYTES - 3000)}`,
  ),
  ...BATCHES,
  post('60 words, explained', body(Array(60).fill('good'), { explain: true })),
  post(
    '28 texts of 22 words, sentences',
    body(Array(10).fill('good film. '.repeat(20)), { sentences: true }),
  ),
  post(
    '100 unknown words, explained',
    JSON.stringify({ text: `good ${'qwrtzpsdfghjklyxcvb '.repeat(100)}`, explain: true }),
  ),
  ...ITEMS.map((items) =>
    post(`64 items × ${items[0].text.length / 2}, long ids`, JSON.stringify({ items })),
  ),
  post('64 items, long ids, all options', JSON.stringify({ items: ITEMS[1], ...OF_BODY })),
  post('64 items that are wrong', JSON.stringify({ items: ITEMS[1].map(({ id }) => ({ id })) })),
  post('64 texts that are wrong', JSON.stringify({ texts: Array(64).fill(null) })),
  query('top_k=1', 'ﷺ '.repeat(500), '&top_k=1'),
  query('format=huggingface', 'ﷺ '.repeat(500), '&format=huggingface'),
  post('64 texts, format=huggingface', body(Array(64).fill('ﷺ '.repeat(9)), { format: 'huggingface' })),
  query('many wrong options', 'a', '&top_k=9999999999&threshold=1&language=xx'.repeat(300)),
  by('QUERY', post('64 × good and 8 ligatures', body(Array(64).fill(`good ${'ﷺ '.repeat(8)}`), {}))),
  by('QUERY', post('white space', `{"text":"good"}${' '.repeat(BODY_BYTES - 100)}`)),
  by('QUERY', lines('9 ligatures each', `"${'ﷺ '.repeat(9)}"\n`.repeat(200))),
];
