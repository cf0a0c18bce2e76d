import { describe, expect, it } from 'vitest';
import { loadExamples } from '../../../trainer/read/load.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

/** A TSV file of `good` good rows, then `bad` bad ones. */
function rows(good: number, bad: number): string {
  return `label\ttext\n${'a\tb\n'.repeat(good)}${'a\t\n'.repeat(bad)}`;
}

describe('loadExamples()', () => {
  it('names the first five bad rows and counts the rest', async () => {
    const messages: string[] = [];
    const loaded = await loadExamples(write('some.tsv', rows(93, 7)), {
      report: (line) => messages.push(line),
    });
    expect(loaded.examples).toHaveLength(93);
    expect(loaded.bad).toBe(7);
    expect(messages[0]).toMatch(/^7 of 100 rows of .*some\.tsv left out:$/);
    expect(messages.slice(1)).toEqual([
      ...[95, 96, 97, 98, 99].map((line) => `  line ${line} has a blank text`),
      '  and 2 more',
    ]);
  });

  it('says nothing when all rows are good', async () => {
    const messages: string[] = [];
    await loadExamples(write('good.tsv', rows(3, 0)), { report: (line) => messages.push(line) });
    expect(messages).toEqual([]);
  });

  it.each([
    [9, 1, true],
    [9, 2, false],
    [0, 1, false],
  ])('of %i good and %i bad rows: goes on is %s', async (good, bad, goesOn) => {
    const outcome = await loadExamples(write('share.tsv', rows(good, bad))).then(
      () => true,
      (error: Error) => error.message.includes('More than 10 % of the rows are bad') && false,
    );
    expect(outcome).toBe(goesOn);
  });

  it.each([
    ['nothing.tsv', ''],
    ['lines.jsonl', '\n\n'],
    ['nothing.csv', ''],
    ['header.csv', 'label,text\n'],
  ])('refuses %s, which has no row', async (name, content) => {
    await expect(loadExamples(write(name, content))).rejects.toThrow(
      'is empty: it has no row with text and label',
    );
  });
});
