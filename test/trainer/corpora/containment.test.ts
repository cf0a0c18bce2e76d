import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  RUN_LANGUAGES,
  RUNS,
  type RunLanguage,
  readContainment,
  readRuns,
  runsPath,
  writeRuns,
} from '../../../trainer/corpora/containment.ts';
import { fingerprints } from '../../../trainer/corpora/winnowing.ts';
import { digestKey } from '../../../trainer/read/heldout.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const HELD = [
  'The harbour lay quiet, and the ferryman counted his coins twice.',
  'Nobody had told the gardener about the new gate behind the shed.',
];

async function listOf(texts: readonly string[], language: RunLanguage = 'en') {
  const known = await readRuns(write('own.runs', writeRuns(texts, RUNS[language])));
  return (text: string) => !known.isDisjointFrom(fingerprints(digestKey(text), RUNS[language]));
}

describe('writeRuns() and readRuns()', () => {
  it.each([
    ['a piece', 'and the ferryman counted his coins twice', true],
    ['a piece in other signs and case', '“…QUIET — and the ferry-man, counted HIS coins!”', true],
    ['a text around a piece', 'I read: nobody had told the gardener about the new gate. And then?', true],
    ['a shorter piece', 'He counted his coins twice, then left.', false],
    ['another text', 'The meeting has been moved to the large room on the second floor.', false],
  ])('tell %s', async (_, text, isPiece) => {
    expect((await listOf(HELD))(text)).toBe(isPiece);
  });

  it.each([
    ['24 characters', '听说码头上的船夫，把铜钱数了两遍，然后才慢慢解开缆绳出发了', true],
    ['15 characters', '听说码头上的船夫，把铜钱数了两遍，然后又把它们放回去了', false],
  ])('tell a piece of %s in Chinese', async (_, text, isPiece) => {
    const isKnown = await listOf(['那天码头上的船夫把铜钱数了两遍，然后才慢慢解开缆绳出发。'], 'zh');
    expect(isKnown(text)).toBe(isPiece);
  });

  it('give equal bytes for equal texts in any order, each fingerprint once', () => {
    const bytes = writeRuns(HELD, RUNS.en);
    expect(Buffer.compare(writeRuns([...HELD].reverse(), RUNS.en), bytes)).toBe(0);
    expect(Buffer.compare(writeRuns([...HELD, ...HELD], RUNS.en), bytes)).toBe(0);
  });

  it.each([
    ['empty', []],
    ['cut off', [0, 0, 0, 0, 1, 0]],
    ['out of order', [0, 0, 0, 0, 2, 0, 0, 0, 0, 1]],
    ['doubled', [0, 0, 0, 0, 2, 0, 0, 0, 0, 2]],
  ])('refuse a list that is %s', async (_, bytes) => {
    await expect(readRuns(write('bad.runs', Uint8Array.from(bytes)))).rejects.toThrow(
      'is no list of fingerprints',
    );
  });
});

describe('the lists of the repository', () => {
  it.each(RUN_LANGUAGES)('are whole, and less than 400 kB: %s', async (language) => {
    const bytes = readFileSync(runsPath(language)).length;
    expect(bytes).toBeLessThan(400_000);
    expect((await readRuns(runsPath(language))).size).toBe(bytes / 5);
  });

  it('know none of our own sentences here', async () => {
    const isPiece = await readContainment();
    expect(HELD.filter(isPiece)).toEqual([]);
    expect(
      isPiece('房间很大，早餐品种也多，服务员态度特别热情，下次来这个城市还会选择这里，就是停车不太方便'),
    ).toBe(false);
  });
});
