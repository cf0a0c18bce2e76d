import { describe, expect, it } from 'vitest';
import { tsvRow } from '../../../trainer/files/csv.ts';
import { loadExamples } from '../../../trainer/read/load.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

describe('tsvRow()', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['-1.5', '-1.5'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['a\tb\nc\r\nd\u2028e\u0000f', 'a b c d e f'],
    ['good \u202Edoog\u202C\u2066x', 'good doogx'],
    ['\t=1', ' =1'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['say "hi"', '"say ""hi"""'],
    ['a|=1;@x', "a|'=1;'@x"],
  ])('writes %j as %j', (text, cell) => {
    expect(tsvRow([text, 'x'])).toBe(`${cell}\tx\n`);
  });

  it('is read back as the same texts, whatever has quotes', async () => {
    const texts = ['"', 'a "b" c', '"open', 'close"', '""', 'plain', "it's", '"a\tb"', '\\', '\\t'];
    const rows = Array.from({ length: 40 }, (_, i) => tsvRow([`l${i % 2}`, texts[i % texts.length]]));
    const path = write('quotes.tsv', `${tsvRow(['label', 'text'])}${rows.join('')}`);
    const read = (await loadExamples(path)).examples.map(({ text }) => text);
    expect(read).toEqual(rows.map((_, i) => texts[i % texts.length].replace('\t', ' ')));
  });
});
