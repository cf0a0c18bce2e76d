import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MAX_TEXT_LENGTH } from '../../../src/http/schema.ts';
import card from '../../../src/weights/default.json' with { type: 'json' };
import { median } from '../../../trainer/scoring/median.ts';
import { bundle, mainThreadCpuOf, startWorkerd, type Workerd } from '../workerd.ts';
import { ASKED } from './asked.ts';
import { BODY_BYTES, batch, chunked, get, type Hostile, inPieces, post, query, repeated } from './request.ts';
import { STREAMS } from './streams.ts';

/** Of each request; the least of them, since what else the machine does only adds. */
const ROUNDS = 31;
const WARM_UP = 5;
const TEXTS = 64;
/** Of all texts, about as much as the default model answers, and as much as it counts before it refuses. */
const ANSWERED = 39_000;
const COUNTED = 68_000;
const URL_BYTES = 14_000;

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const UNITS = {
  "60 ligatures and ŉ't": `${'ﷺ'.repeat(60)}ŉ't `,
  "57 ligatures and ŉt've": `${'ﷺ'.repeat(57)}ŉt've `,
  "60 letters and ŉ't": `${'abcdefghij'.repeat(6)}ŉ't `,
  "60 ligatures and n't": `${'ﷺ'.repeat(60)}n't `,
  '<b><b>': '<b>',
  'e and U+0301': 'e\u0301',
  'e and many U+0301': `e${'\u0301'.repeat(9999)}`,
  'http://....': `http://${'.'.repeat(15_000)}`,
  'short http://....': `http://${'.'.repeat(13)}`,
  spaces: ' ',
  'zero width spaces': '\u200b',
  'soft hyphens in a word': 'a\u00ad',
  'lone surrogates': '\ud83d',
  'a ligature of 18 letters': 'ﷺ',
  'one letter': 'a',
  'words of one letter': 'a ',
  'words of 60 letters': `${'abcdefghij'.repeat(6)} `,
  punctuation: '?!',
  addresses: 'a@a.',
  ideographs: '电影',
  emoji: '👩🏽\u200d🚀',
  entities: '&#39;',
  quotes: '"',
};

const LIGATURES = `good ${'ﷺ '.repeat(18)}`;
const WORDS = 'word '.repeat(22).trim();
const KEYS = `{${Array.from({ length: 12_000 }, (_, i) => `"k${i}":1`).join(',')}}`;

/** As many tokens as are read, and as many as are left out one by one. */
const EXPLAINED = [1226, 78].flatMap((tokens) => [
  query(`explain, ${tokens} words`, 'good film '.repeat(tokens / 2), '&explain=true'),
  query(
    `explain, ${tokens} unknown words`,
    `good ${'qwrtzpsdfghjklyxcvb '.repeat(tokens - 1)}`,
    '&explain=true',
  ),
  query(`explain, ${tokens} ideographs`, '电影'.repeat(tokens / 2), '&explain=true'),
]);

/** As much as is answered, in a body of all that may be. */
const FULL = [
  post(
    '64 × good and 18 ligatures, white space',
    `${JSON.stringify({ texts: Array(64).fill(LIGATURES) })}${' '.repeat(BODY_BYTES - 4000)}`,
  ),
  post(
    '55 × 22 words and white space',
    `${JSON.stringify({ texts: Array(55).fill(WORDS) })}${' '.repeat(BODY_BYTES - 4000)}`,
  ),
  post(
    '55 × 22 words and escaped quotes',
    JSON.stringify({ texts: [...Array(55).fill(WORDS), '"'.repeat((BODY_BYTES - 4000) / 2)] }),
  ),
];

const REQUESTS: Hostile[] = [
  get('/health', '/health'),
  ...Object.entries(UNITS).map(([name, unit]) => batch(name, unit, 1, MAX_TEXT_LENGTH)),
  ...[ANSWERED, COUNTED, Number.POSITIVE_INFINITY].flatMap((characters) =>
    Object.entries(UNITS).map(([name, unit]) => batch(name, unit, TEXTS, characters)),
  ),
  post('55 × 22 words', JSON.stringify({ texts: Array(55).fill(WORDS) })),
  post('64 × 22 words', JSON.stringify({ texts: Array(64).fill(WORDS) })),
  post('64 × good and 18 ligatures', JSON.stringify({ texts: Array(64).fill(LIGATURES) })),
  post(
    '64 × good and 18 unknown words',
    JSON.stringify({ texts: Array(64).fill(`good ${'qwrtzpsdfghjklyxcvb '.repeat(18)}`) }),
  ),
  query('explain, a URL of short words', repeated('no. ', URL_BYTES * 0.6), '&explain=true'),
  query('explain, a URL of words', repeated('good film ', URL_BYTES * 0.8), '&explain=true'),
  ...EXPLAINED,
  ...FULL,
  ...FULL.map(chunked),
  // workerd itself takes 2.7 µs for each piece, whatever the Worker does with it.
  ...[100, 1000].map((bytes) =>
    inPieces(bytes, post('one word and white space', `{"text":"good"}${' '.repeat(BODY_BYTES - 100)}`)),
  ),
  inPieces(10, post('one word and white space', `{"text":"good"}${' '.repeat(20_000)}`)),
  post('a megabyte of lists in lists', '['.repeat(1_000_000)),
  post('80,000 keys, a megabyte', KEYS.repeat(7)),
  post('lists in lists', '['.repeat(BODY_BYTES)),
  post('objects in objects', '{"a":'.repeat(BODY_BYTES / 5)),
  post('lists in lists, whole', `${'['.repeat(BODY_BYTES / 2)}${']'.repeat(BODY_BYTES / 2)}`),
  post('12,000 keys', KEYS),
  post('12,000 keys in a list', `{"texts":[${KEYS}]}`),
  post('60,000 numbers', `{"texts":[${'1,'.repeat(60_000)}1]}`),
  post('a long number', `{"text":${'1'.repeat(BODY_BYTES - 100)}}`),
  post('white space', `{"text":"good"}${' '.repeat(BODY_BYTES - 100)}`),
  post('escaped letters', `{"text":"${'\\u0061'.repeat(BODY_BYTES / 6 - 10)}"}`),
  post('escaped quotes', `{"text":"${'\\"'.repeat(BODY_BYTES / 2 - 100)}"}`),
  post('a long key', `{"${'k'.repeat(BODY_BYTES - 100)}":1}`),
  post('a text of 131 KB', `{"text":"${'好'.repeat(BODY_BYTES / 3 - 10)}"}`),
  get('text&text&…', `/sentiment?${'text&'.repeat(3000)}`),
  get('text=a&text=a&…', `/sentiment?${'text=a&'.repeat(2200)}`),
  get('&&&…', `/sentiment?${'&'.repeat(15_500)}`),
  get('%41%41…', `/sentiment?text=${'%41'.repeat(5_000)}`),
  ...STREAMS,
  ...ASKED,
];

/** Status 0 where the service had answered, and closed the connection, before all was sent: the answer is then lost to `fetch`. */
async function spend(workerd: Workerd, { path, init }: Hostile): Promise<{ cpu: number; status: number }> {
  const before = mainThreadCpuOf(workerd.process);
  const status = await ask(`${workerd.url}${path}`, init()).catch(() => 0);
  return { cpu: mainThreadCpuOf(workerd.process) - before, status };
}

async function ask(url: string, init: RequestInit): Promise<number> {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  return response.status;
}

/** Prints what requests cost that are made to be costly, inside workerd. */
export async function benchHostileRequests(): Promise<void> {
  const model = readFileSync(at('../../../src/weights/default.safetensors'));
  const worker = bundle('hostile', at('../workers/served.ts'), {
    'model.safetensors': model,
    'card.json': JSON.stringify(card),
    'env.json': '{}',
  });
  const workerd = await startWorkerd(worker);
  console.log(
    `\nhostile requests: CPU of workerd's main thread, least and median of ${ROUNDS} (at most 10 ms)`,
  );
  const rows = REQUESTS.map((request) => ({ request, times: [] as number[], status: 0 }));
  try {
    for (let round = 0; round < ROUNDS + WARM_UP; round++) {
      for (const row of rows) {
        const { cpu, status } = await spend(workerd, row.request);
        row.status = status || row.status;
        if (round >= WARM_UP) row.times.push(cpu);
      }
    }
  } finally {
    await workerd.stop();
  }
  for (const { request, times, status } of rows) {
    const least = Math.min(...times);
    console.log(
      `  ${request.name.padEnd(44)}${least.toFixed(2).padStart(8)} ms  median ${median(times).toFixed(2).padStart(6)} ms  ${status}${least > 10 ? '  TOO MUCH' : ''}`,
    );
  }
}
