import { BODY_BYTES, by, chunked, dripping, type Hostile, inPieces, LINE_BYTES, lines } from './request.ts';

/** Streams of lines that are made to be costly: at what bounds their lines, their bytes, their pieces and their tokens. */

/** Far more lines than are answered. */
const MANY = 60_000;
/** More lines than are answered, few enough that each can come by itself. */
const SOME = 400;
/** More tokens than are read of a text. */
const TOKENS = 700;
const ID = 'i'.repeat(200);
const LIGATURES = JSON.stringify('ﷺ '.repeat(TOKENS));
const WORDS = JSON.stringify('good film '.repeat(TOKENS / 2));

function item(text: string, id: string | number = ID): string {
  return JSON.stringify({ text, id });
}

/** A line over and over, in a body of all that may be. */
function full(line: string): string {
  return `${line}\n`.repeat(Math.ceil(BODY_BYTES / (Buffer.byteLength(line) + 1)));
}

const SMALL = [
  lines('10,000 × "a"', '"a"\n'.repeat(10_000)),
  lines('60,000 blank lines', '\n'.repeat(MANY)),
  lines('60,000 malformed lines', '{\n'.repeat(MANY)),
  lines('60,000 numbers', '1\n'.repeat(MANY)),
  lines('20,000 lists', '[]\n'.repeat(20_000)),
  lines('10,000 unknown fields', '{"a":1}\n'.repeat(10_000)),
  lines('lines that are no UTF-8', '"\ud83d"\n'.repeat(10_000)),
  lines('long ids', full(item('a'))),
  lines('long ids of escaped quotes', full(item('a', '"'.repeat(200)))),
  lines('long ids without a text', full(JSON.stringify({ id: ID }))),
  lines('long ids of blank texts', full(item(' '))),
  lines('long ids of Chinese', full(item('a', '好'.repeat(200)))),
  lines('mistakes in long fields', full(`{"text":"a","${'k'.repeat(200)}":1}`)),
  lines('16 values a line', full(`[${'1,'.repeat(14)}1]`)),
];

const LONG = [
  lines('900 values a line', full(`[${'1,'.repeat(899)}1]`)),
  lines('one of 128 KB', `{"text":"good"${' '.repeat(LINE_BYTES - 100)}}`),
  lines('one of 128 KB of escaped quotes', `"${'\\"'.repeat(LINE_BYTES / 2 - 100)}"`),
  lines('one of 20,000 escaped letters', `"${'\\u0061'.repeat(20_000)}"`),
  lines('one too long', `"${'a'.repeat(2 * BODY_BYTES)}"`),
  lines('blank, 20,000 zero width spaces', full(JSON.stringify('\u200b'.repeat(20_000)))),
  lines('blank, 2,000 zero width spaces', full(JSON.stringify('\u200b'.repeat(2000)))),
  lines('blank, 300 zero width spaces', full(JSON.stringify('\u200b'.repeat(300)))),
  lines('blank, 20,000 spaces', full(JSON.stringify(' '.repeat(20_000)))),
  lines('lists in lists', full('['.repeat(600))),
];

const COSTLY = [
  lines('a ligature each', '"ﷺ "\n'.repeat(2000)),
  lines('9 ligatures each', `"${'ﷺ '.repeat(9)}"\n`.repeat(200)),
  lines('good and 9 ligatures each', `"good ${'ﷺ '.repeat(9)}"\n`.repeat(200)),
  lines('22 words each', `"${'good film '.repeat(11)}"\n`.repeat(200)),
  lines('all words in one, others after it', `${WORDS}\n${'"a"\n'.repeat(1000)}`),
  lines('all ligatures in one, others after it', `${LIGATURES}\n${'"a"\n'.repeat(1000)}`),
  // What is refused is split before that is known.
  lines('"a", then one of all ligatures', `${'"a"\n'.repeat(205)}${LIGATURES}\n`),
  lines('ligatures, then one of all ligatures', `${`"${'ﷺ '.repeat(20)}"\n`.repeat(28)}${LIGATURES}\n`),
  lines('good and ligatures, then one of them', `${`"good ${'ﷺ '.repeat(9)}"\n`.repeat(49)}${LIGATURES}\n`),
  lines('malformed, then one of all ligatures', `${'{\n'.repeat(300)}${LIGATURES}\n`),
];

const WORD = '"good"\n'.repeat(SOME);
const ASKED = ['?explain=true', '?sentences=true', '?explain=true&sentences=true&top_k=1&threshold=0.9'];

export const STREAMS: Hostile[] = [
  ...SMALL,
  ...LONG,
  ...COSTLY,
  ...ASKED.flatMap((options) => [
    lines(`"good"${options}`, WORD, options),
    lines(`a. b. c.${options}`, '"a. b. c."\n'.repeat(SOME), options),
    lines(`good and 9 ligatures${options}`, `"good ${'ﷺ '.repeat(9)}"\n`.repeat(200), options),
    lines(`good film × 20${options}`, `"${'good film. '.repeat(20)}"\n`.repeat(50), options),
    lines(`all words in one${options}`, `${WORDS}\n${WORDS}\n`, options),
  ]),
  by('QUERY', lines('"a"', '"a"\n'.repeat(1000))),
  chunked(lines('"a"', '"a"\n'.repeat(1000))),
  ...[1, 10, 100].map((bytes) => inPieces(bytes, lines('"a"', '"a"\n'.repeat(1000)))),
  ...[1, 4, 10, 100].map((bytes) => dripping(bytes, lines('"a"', '"a"\n'.repeat(SOME)))),
  dripping(1, lines('blank lines', '\n'.repeat(SOME))),
  dripping(2, lines('malformed lines', '{\n'.repeat(SOME))),
  dripping(1, lines('one line', `"${'a'.repeat(SOME)}"`)),
  dripping(
    800,
    lines('all words in one?explain=true&sentences=true', `${WORDS}${' '.repeat(60_000)}\n`, ASKED[2]),
  ),
  dripping(1, lines('"a" and blank lines', '"a"\n\n'.repeat(SOME))),
  dripping(7, lines('"good"?explain=true', WORD, '?explain=true')),
];
