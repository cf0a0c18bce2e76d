import { describe, expect, it } from 'vitest';
import { type MixOptions, mixLines, type SourceCounts } from '../../../trainer/corpora/mix.ts';
import type { BadRow, CorpusExample, Sentiment } from '../../../trainer/corpora/rows.ts';
import { digest } from '../../../trainer/read/heldout.ts';

type Text = readonly [Sentiment, string];

const rowsOf = (texts: readonly Text[]): CorpusExample[] =>
  texts.map(([label, text], i) => ({ label, text, place: `line ${i + 1}` }));

function source(name: string, rows: readonly (CorpusExample | BadRow)[], choices = {}) {
  return {
    name,
    weight: 1,
    balance: 0,
    ...choices,
    async *read() {
      yield* rows;
    },
  };
}

const many = (prefix: string, count: number): CorpusExample[] =>
  rowsOf(
    Array.from({ length: count }, (_, i) => [i % 2 ? 'positive' : 'negative', `${prefix} ${i}`] as const),
  );

async function mix(
  options: Partial<MixOptions>,
): Promise<{ lines: string[]; counts: Map<string, SourceCounts> }> {
  const counts = new Map<string, SourceCounts>();
  const none = { sources: [], heldOut: new Set<string>(), isPiece: () => false };
  const all = { ...none, share: 1, seed: 1, onBadRow: () => {}, ...options };
  let text = '';
  for await (const line of mixLines(all, counts)) text += line;
  // An empty last cell ends a line with a tab.
  return { lines: text.replace(/\n$/, '').split('\n'), counts };
}

describe('mixLines()', () => {
  it('keeps the first of equal texts, drops what is held out, and says so', async () => {
    const first = source(
      'first',
      rowsOf([
        ['positive', 'Good film!'],
        ['negative', 'held out  TEXT'],
      ]),
    );
    const second = source(
      'second',
      rowsOf([
        ['positive', 'good film'],
        ['negative', 'Tabs\tand\nlines'],
      ]),
      {
        weight: 0.25,
      },
    );
    const { lines, counts } = await mix({
      sources: [first, second],
      heldOut: new Set([digest('Held-out text')]),
    });
    expect(lines).toEqual([
      'label\ttext\tsource\tweight\tsplit_group',
      'positive\tGood film!\tfirst\t1\t',
      'negative\tTabs and lines\tsecond\t0.25\t',
    ]);
    const none = { bad: 0, piece: 0, contradictory: 0, left: 0 };
    expect(counts.get('first')).toEqual({
      ...none,
      read: 2,
      heldOut: 1,
      duplicate: 0,
      kept: { positive: 1 },
    });
    expect(counts.get('second')).toEqual({
      ...none,
      read: 2,
      heldOut: 0,
      duplicate: 1,
      kept: { negative: 1 },
    });
  });

  it('lets the majority of the rows decide on a label, over all sources, and a draw drop the text', async () => {
    const a = source(
      'a',
      rowsOf([
        ['negative', 'so so'],
        ['negative', 'hm'],
        ['neutral', 'the end'],
      ]),
    );
    const b = source(
      'b',
      rowsOf([
        ['neutral', 'So so'],
        ['neutral', 'so-so'],
        ['positive', 'hm'],
      ]),
    );
    const { lines, counts } = await mix({ sources: [a, b] });
    expect(lines.slice(1)).toEqual(['neutral\tso so\ta\t1\t', 'neutral\tthe end\ta\t1\t']);
    expect([...counts.values()].map(({ contradictory, duplicate }) => [contradictory, duplicate])).toEqual([
      [1, 0],
      [1, 2],
    ]);
  });

  it('gives a text the split group of the row that has it', async () => {
    const [sentence, phrase, again] = many('text', 3);
    const a = source('a', [{ ...sentence, splitGroup: 'first' }]);
    const b = source('b', [
      { ...sentence, splitGroup: 'second' },
      { ...phrase, splitGroup: 'first' },
      { ...phrase, splitGroup: 'second' },
      again,
    ]);
    const { lines } = await mix({ sources: [a, b] });
    expect(lines.slice(1).map((line) => line.split('\t').slice(1))).toEqual([
      ['text 0', 'a', '1', 'first'],
      ['text 1', 'b', '1', 'first'],
      ['text 2', 'b', '1', ''],
    ]);
  });

  it('leaves out pieces of held-out texts and what belongs to one', async () => {
    const rows = many('text', 4);
    const groups = ['held out', 'other'].map(digest);
    const a = source('a', [
      rows[0],
      { ...rows[1], splitGroup: groups[0] },
      { ...rows[2], splitGroup: groups[1] },
    ]);
    const b = source('b', [rows[0], rows[1], rows[3]]);
    const options = { sources: [a, b], heldOut: new Set([groups[0]]) };
    const { lines, counts } = await mix({ ...options, isPiece: (text) => text === 'text 0' });
    // A text of a held-out group is as good as any other in a source that knows nothing of groups.
    expect(lines.slice(1).map((line) => line.split('\t').slice(1, 3))).toEqual([
      ['text 2', 'a'],
      ['text 1', 'b'],
      ['text 3', 'b'],
    ]);
    expect(['a', 'b'].map((name) => counts.get(name)?.piece)).toEqual([2, 1]);
    // Without pieces `text 0` is taken once, where it stands first.
    expect((await mix(options)).lines).toHaveLength(5);
  });

  it('tells of bad rows once, with source and place', async () => {
    const told: string[] = [];
    const onBadRow = (name: string, { place, problem }: BadRow) => told.push(`${name}, ${place} ${problem}`);
    const rows = [{ place: 'line 1', problem: 'is odd' }, ...rowsOf([['positive', 'fine']])];
    const { counts } = await mix({ sources: [source('a', rows)], onBadRow });
    expect(told).toEqual(['a, line 1 is odd']);
    expect(counts.get('a')).toMatchObject({ read: 2, bad: 1, kept: { positive: 1 } });
  });

  it('keeps as many as cap and share allow, of each source', async () => {
    const sources = [source('a', many('alpha', 1000)), source('b', many('beta', 1000), { cap: 300 })];
    const kept = async (share: number) => {
      const { lines } = await mix({ sources, share });
      return ['a', 'b'].map((name) => lines.filter((line) => line.endsWith(`\t${name}\t1\t`)).length);
    };
    expect(await kept(1)).toEqual([1000, 300]);
    expect(await kept(0.1)).toEqual([100, 30]);
  });

  it('keeps of a smaller share what a larger one keeps, and other texts for another seed', async () => {
    const sources = [source('a', many('alpha', 1000))];
    const lines = async (share: number, seed: number) => (await mix({ sources, share, seed })).lines;
    const tenth = await lines(0.1, 1);
    const fifth = new Set(await lines(0.2, 1));
    expect(tenth.every((line) => fifth.has(line))).toBe(true);
    expect(await lines(0.1, 1)).toEqual(tenth);
    expect(await lines(0.1, 2)).not.toEqual(tenth);
  });

  it('refuses to leave nothing', async () => {
    const sources = [source('a', rowsOf([['positive', 'held out']]))];
    await expect(mix({ sources, heldOut: new Set([digest('held out')]) })).rejects.toThrow(
      'the mix is empty',
    );
  });

  it('makes up for rare labels: at 1 all labels of a source weigh the same, at 0 all texts', async () => {
    const rows = many('text', 1000).map(
      (row, i): CorpusExample => ({ ...row, label: i % 5 ? 'neutral' : 'negative' }),
    );
    const weights = async (balance: number) => {
      const sources = [source('rows', [...rows, ...rowsOf([['positive', 'odd']])], { weight: 2, balance })];
      const { lines } = await mix({ sources });
      return new Map(lines.slice(1).map((line) => [line.split('\t')[0], Number(line.split('\t')[3])]));
    };
    expect(await weights(0)).toEqual(new Map(Object.entries({ negative: 2, neutral: 2, positive: 2 })));
    const balanced = await weights(1);
    expect(200 * balanced.get('negative')!).toBeCloseTo(800 * balanced.get('neutral')!, 1);
    expect(balanced.get('negative')).toBeCloseTo(2 * (1001 / 2 / 200), 3);
    // One text of a label among a thousand is somebody else's.
    expect(balanced.get('positive')).toBe(2);
    expect((await weights(0.5)).get('negative')).toBeCloseTo(2 * (1001 / 2 / 200) ** 0.5, 3);
  });
});
