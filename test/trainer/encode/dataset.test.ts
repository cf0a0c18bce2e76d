import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { chooseTokens, countTokens } from '../../../trainer/encode/vocabulary.ts';
import { collectExamples, packExamples } from './pack.ts';

const vocabulary = new Vocabulary(buildVocabulary(['good', 'bad', 'film']));
const row = (text: string, label: string, line: number) => ({ text, label, line });

describe('packDataset()', () => {
  const config = { labels: ['negative', 'positive'], ngramBuckets: 8, maxTokens: 3 };

  it('holds what encode() gives, text by text', () => {
    const rows = [
      row('good good film, cut here', 'positive', 2),
      row(' \n ', 'positive', 3),
      row('an unknown BAD', 'negative', 4),
    ];
    const { dataset, dropped } = packExamples(rows, vocabulary, config);
    expect(dropped).toBe(1);
    expect(dataset.size).toBe(2);
    expect([...dataset.labels]).toEqual([1, 0]);
    expect([...dataset.lines]).toEqual([2, 4]);
    [rows[0], rows[2]].forEach(({ text }, index) => {
      const { tokens } = tokenize(text, config.maxTokens);
      const expected = encode(tokens, vocabulary, config.ngramBuckets);
      const [from, to] = dataset.tokenOffsets.subarray(index, index + 2);
      expect(to - from).toBe(tokens.length);
      const start = dataset.featureOffsets[from];
      expect([...dataset.featureOffsets.subarray(from, to + 1)].map((at) => at - start)).toEqual([
        ...expected.offsets,
      ]);
      expect([...dataset.features.subarray(start, dataset.featureOffsets[to])]).toEqual([...expected.rows]);
    });
  });

  it('lies in shared memory of exactly its size, beyond the first allocation too', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => row('good film', 'positive', index + 1));
    const { dataset } = packExamples(rows, vocabulary, config);
    expect(dataset.labels).toHaveLength(3000);
    expect(dataset.tokenOffsets).toHaveLength(3001);
    expect(dataset.featureOffsets).toHaveLength(6001);
    expect(dataset.features).toHaveLength(6000);
    expect(dataset.featureOffsets.at(-1)).toBe(6000);
    for (const part of [dataset.labels, dataset.lines, dataset.tokenOffsets, dataset.features]) {
      expect(part.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(part.buffer.byteLength).toBe(part.byteLength);
    }
  });

  it('packs no rows into an empty dataset', () => {
    const { dataset } = packExamples([], vocabulary, config);
    expect([dataset.size, [...dataset.tokenOffsets], [...dataset.featureOffsets]]).toEqual([0, [0], [0]]);
  });

  it('has weights where a row has one of its own, and leaves them out where all count the same', () => {
    const rows = [row('good', 'positive', 2), { ...row('bad', 'negative', 3), weight: 2.5 }];
    expect([...(packExamples(rows, vocabulary, config).dataset.weights ?? [])]).toEqual([1, 2.5]);
    const equal = rows.map((one) => ({ ...one, weight: 1 }));
    expect(packExamples(equal, vocabulary, config).dataset.weights).toBeUndefined();
  });
});

describe('chooseTokens()', () => {
  // U+FF01 comes before U+1F600 by UTF-8 bytes, and after it by UTF-16 code units.
  const tokens = ['b', 'a', 'often', 'once', '😀', '！'];
  const counts = [2, 2, 3, 1, 2, 2];

  it('orders by falling count, then by UTF-8 bytes', () => {
    const chosen = chooseTokens(tokens, counts, { minCount: 2, maxVocabulary: 10, maxPairs: 0 });
    expect(chosen).toEqual(['often', 'a', 'b', '！', '😀']);
  });

  it('keeps the most frequent', () => {
    expect(chooseTokens(tokens, counts, { minCount: 1, maxVocabulary: 2, maxPairs: 0 })).toEqual([
      'often',
      'a',
    ]);
    expect(chooseTokens(tokens, counts, { minCount: 4, maxVocabulary: 2, maxPairs: 0 })).toEqual([]);
  });

  it('counts a character in all its pairs, and chooses pairs beside the tokens', () => {
    const pairs = ['好', '很好', '不好', '吃'];
    const choose = (maxPairs: number) =>
      chooseTokens(pairs, [1, 2, 3, 4], { minCount: 2, maxVocabulary: 2, maxPairs });
    expect(choose(0)).toEqual(['好', '吃']);
    expect(choose(1)).toEqual(['好', '吃', '不好']);
    expect(choose(9)).toEqual(['好', '吃', '不好', '很好']);
  });
});

/** Every token that occurs in the selected texts, with its count. */
function counted(texts: string[], maxTokens: number, selected?: number[]): [string, number][] {
  const rows = texts.map((text, index) => row(text, '', index + 1));
  const { texts: collected, numbers, all } = collectExamples(rows, [''], maxTokens);
  const chosen = selected ? Int32Array.from(selected) : all;
  const counts = countTokens(collected, chosen, numbers.tokens.size);
  return [...numbers.tokens.strings()].map((token, number): [string, number] => [token, counts[number]]);
}

describe('chooseTokens() and buildVocabulary()', () => {
  it('agree on the longest token: one letter may be 18 after NFKC', () => {
    const counts = counted(['ﷺ'.repeat(64), 'good'], 10);
    const options = { minCount: 1, maxVocabulary: 10, maxPairs: 0 };
    const tokens = chooseTokens(
      counts.map(([token]) => token),
      counts.map(([, count]) => count),
      options,
    );
    expect(new Vocabulary(buildVocabulary(tokens)).size).toBe(tokens.length);
    expect(tokens).toContain('good');
  });
});

describe('countTokens()', () => {
  it('counts the tokens that the network reads, of the texts that are asked for', () => {
    expect(counted(['good good film', 'good bad film'], 2)).toEqual([
      ['good', 3],
      ['bad', 1],
    ]);
    expect(counted(['good good film', 'good bad film'], 2, [1])).toEqual([
      ['good', 1],
      ['bad', 1],
    ]);
  });
});
