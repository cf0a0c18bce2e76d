import { expect, it } from 'vitest';
import { tokenize } from '../../../src/model/text/tokenizer.ts';

const LENGTH = 200_000;
const ROUNDS = 5;
/** Twice the text takes twice the time; four times would be quadratic. */
const MOST = 3.5;
/** What is faster than this is fast enough, however noisy the machine. A quadratic search takes many seconds. */
const FLOOR_MS = 400;

/** What this thread computed for: on a busy machine the clock counts the others too. */
function milliseconds(text: string): number {
  const start = process.threadCpuUsage();
  tokenize(text);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

const UNITS = [
  ...[
    'a',
    '\u0301',
    '\ud83d',
    '\udc00',
    '👩\u200d',
    '😀',
    '🇩',
    '@',
    'a@',
    'a@a.',
    'http://',
    'http://!',
    'www.',
    'www.!',
  ],
  ...[
    '.',
    "'",
    '1.',
    '1',
    'a.',
    "a'",
    '<br',
    '<br ',
    '<a ',
    '<',
    '&a',
    '&#39;',
    ':-',
    '-_',
    'a+',
    'a-',
    '#a',
    '#',
  ],
  ...[
    '\u00ad',
    "don't",
    "n't",
    "'s've",
    '``',
    '¯\\',
    'xD',
    '\u20e3',
    '٣',
    '好',
    ' ',
    '\u0000',
    '_^',
    "''",
    '=',
    '>:',
    '([',
    '\ufe0f',
  ],
];

it.each(UNITS.map((unit) => [JSON.stringify(unit), unit]))(
  'tokenize() takes time linear in the length of a text of %s',
  (_, unit) => {
    const short = unit.repeat(LENGTH / unit.length);
    const long = short + short;
    let best = { short: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY };
    for (let round = 0; round < ROUNDS; round++) {
      best = {
        short: Math.min(best.short, milliseconds(short)),
        long: Math.min(best.long, milliseconds(long)),
      };
      if (best.long <= Math.max(FLOOR_MS, MOST * best.short)) break;
    }
    expect(best.long).toBeLessThanOrEqual(Math.max(FLOOR_MS, MOST * best.short));
  },
);
