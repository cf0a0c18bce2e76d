import { describe, expect, it } from 'vitest';
import { checkData } from '../../../../trainer/prepare/check/check.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();
const tsv = (rows: readonly string[]) => `label\ttext\n${rows.join('\n')}\n`;

const data = write(
  'planted.tsv',
  tsv([
    'good\tGreat food, thanks!',
    'bad\tthe soup was cold and late',
    'bad\tgreat FOOD thanks http://x.example',
    'good\tthe staff were kind to us',
    'Good\tThe staff were kind to us.',
    'bad\tmail jo@example.org',
    'bad\tcall (415) 555-0132',
    'good\tit wasnâ€™t cold',
    `bad\t${'word '.repeat(300)}`,
    'good\t很好吃 我喜欢',
    'rare\tnothing to say',
  ]),
);

describe('checkData()', () => {
  it('finds what was planted, with its lines', async () => {
    const notes: string[] = [];
    const found = await checkData(data, { report: (note) => notes.push(note) });
    expect(found).toMatchObject({
      ...{ rows: 11, leftOut: 0, repeats: 2, labels: { bad: 5, good: 5, rare: 1 } },
      contradictions: [{ lines: [2, 4], labels: ['good', 'bad'] }],
      duplicates: [{ lines: [5, 6], labels: ['good', 'good'] }],
      emails: { rows: 1, lines: [7] },
      telephones: { rows: 1, lines: [8] },
      damaged: { rows: 1, lines: [9] },
      fewRows: ['bad', 'good', 'rare'],
      lengths: { longest: 300, limit: 256, over: 1, empty: 0 },
      languages: { en: 10, zh: 1, und: 0 },
    });
    expect(notes[0]).toContain('"Good" (line 6)');
  });

  it('reads a file of one label, which training refuses', async () => {
    const found = await checkData(write('one.tsv', tsv(['a\tone text', 'a\t!!'])), {});
    expect(found).toMatchObject({ rows: 2, labels: { a: 2 } });
  });

  it('tells phrases of sentences from sentences, and is content with a column that groups them', async () => {
    const sentences = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 12 }, (_, j) => `w${(i * 31 + j * 7) % 97}x${j}`).join(' '),
    );
    const phrases = sentences.map((sentence) => sentence.split(' ').slice(3, 9).join(' '));
    const rows = [...sentences, ...phrases].map((text, i) => ({ text, group: i % 60 }));
    const file = (column: string) =>
      [`label\ttext${column}`, ...rows.map(({ text, group }) => `a\t${text}\t${group}`)].join('\n');
    const plain = await checkData(write('phrases.tsv', file('\tx')), {});
    expect(plain.parts).toMatchObject({ checked: 120, parts: 60, leak: true });
    expect(plain.parts.lines[0]).toBe(62);
    const grouped = await checkData(write('grouped.tsv', file('\tsplit_group')), {});
    expect(grouped.parts).toMatchObject({ parts: 60, leak: false });
    const apart = write('sentences.tsv', tsv(sentences.map((text) => `a\t${text}`)));
    expect((await checkData(apart, {})).parts.parts).toBe(0);
  });

  it('counts the tokens of a text of 256 KB', async () => {
    const long = await checkData(write('long.tsv', tsv([`a\t${'no '.repeat(87_000)}`, 'b\tno'])), {});
    expect(long.lengths).toMatchObject({ longest: 87_000, over: 1 });
  });

  it('is done in seconds with rows of one word repeated', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `a\t${'no '.repeat(200 + (i % 40))}end${i}`);
    const started = performance.now();
    await checkData(write('repeated.tsv', tsv(rows)), {});
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
