import { readFileSync } from 'node:fs';
import { MAX_TEXT_LENGTH } from '../../../src/http/schema.ts';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { kernelEngine } from '../../../trainer/scoring/engine.ts';
import { benchHostileRequests } from './requests.ts';

const MEGABYTE = 1e6;
const ROUNDS = 15;
/** Units that a text is made of, over and over. */
const UNITS: Record<string, string> = {
  'one letter, no space': 'a',
  'combining marks': 'e\u0301\u0302',
  'lone surrogates': 'a\ud83d',
  emoji: '👩🏽\u200d🚀',
  ideographs: '电影',
  'a ligature of 18 letters': 'ﷺ',
  'words of 60 letters': `${'abcdefghij'.repeat(6)} `,
  'short words': 'no. ',
  punctuation: '?!',
  addresses: 'a@a.',
  entities: '&amp;#39;',
  'UTF-8 read as latin-1, twice': 'Ã¢â‚¬â„¢',
  hashtags: '#aB ',
  ratings: '给五星',
  'what looks like a rating': '4/5/',
};

/** Milliseconds of each, in turns; the least of some rounds, since what else the machine does only adds. */
function milliseconds(...runs: (() => void)[]): number[] {
  const least = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, i) => {
      const begin = performance.now();
      run();
      least[i] = Math.min(least[i], performance.now() - begin);
    });
  }
  return least;
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Prints that time grows no faster than the text, what the costliest accepted texts take, and what requests cost inside workerd. */
export async function benchHostile(): Promise<void> {
  const file = readFileSync(new URL('../../../src/weights/default.safetensors', import.meta.url));
  const model = loadClassifier(file, { engine: kernelEngine });
  console.log(
    '\nhostile texts: splitting 1 MB whole, against 0.5 MB (at most 2.2×); answering 20,000 characters (at most 10 ms)',
  );
  for (const [name, unit] of Object.entries(UNITS)) {
    const texts = [MEGABYTE / 2, MEGABYTE].map((length) => repeated(unit, length));
    const [half, whole] = milliseconds(...texts.map((text) => () => tokenize(text)));
    const text = repeated(unit, MAX_TEXT_LENGTH);
    const [answer, explained] = milliseconds(
      () => model.classify(text),
      () => model.classify(text, { explain: true }),
    );
    console.log(
      `  ${name.padEnd(34)}${whole.toFixed(1).padStart(12)} ms  ${(whole / half).toFixed(2)}×` +
        `   answer ${answer.toFixed(2)} ms, explained ${explained.toFixed(2)} ms`,
    );
  }
  await benchHostileRequests();
}
