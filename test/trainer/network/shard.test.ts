import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { ngramsOf } from '../../../trainer/encode/dataset.ts';
import { type Augmentation, ShardPacker } from '../../../trainer/network/shard.ts';
import { smallProblem } from './problem.ts';

const { train, network } = smallProblem();
const texts = Int32Array.from({ length: 40 }, (_, i) => i);

const AS_IT_IS: Augmentation = { wordDropout: 0, backOff: 0, cropTokens: 0, distillation: 0, key: 7 };

function pack(augmentation: Partial<Augmentation>) {
  return new ShardPacker(train, network).pack(texts, { ...AS_IT_IS, ...augmentation });
}

/** Embedding rows of a text's tokens as the shard has them; in this problem a token has one. */
function rowsOf({ spans, features, touched }: ReturnType<typeof pack>, text: number): number[] {
  let token = 0;
  for (let before = 0; before < text; before++) token += spans[2 * before + 1];
  return Array.from(features.subarray(token, token + spans[2 * text + 1]), (feature) => touched[feature]);
}

describe('ShardPacker', () => {
  it('reads a stretch of a long text, another one for another key', () => {
    const whole = pack({});
    const cropped = pack({ cropTokens: 4 });
    const other = pack({ cropTokens: 4, key: 8 });
    let moved = 0;
    for (const text of texts) {
      const all = rowsOf(whole, text);
      const part = rowsOf(cropped, text);
      expect(part).toHaveLength(Math.min(4, all.length));
      expect(` ${all.join(' ')} `).toContain(` ${part.join(' ')} `);
      if (part.join() !== rowsOf(other, text).join()) moved++;
    }
    expect(moved).toBeGreaterThan(10);
    expect(pack({ cropTokens: 4 })).toEqual(cropped);
  });

  it('aims at the label alone, or at a share of what teachers say', () => {
    const { labels, targets } = pack({ distillation: 0.75 });
    expect([...targets]).toEqual([...labels].flatMap((label) => (label === 0 ? [1, 0] : [0, 1])));
    const teacher = new Float32Array(new SharedArrayBuffer(8 * train.size));
    for (let i = 0; i < teacher.length; i++) teacher[i] = i % 2 ? 0.8 : 0.2;
    const augmentation = { ...AS_IT_IS, distillation: 0.75 };
    const taught = new ShardPacker({ ...train, teacher }, network).pack(texts, augmentation).targets;
    [...labels].forEach((label, i) => {
      expect(taught[2 * i]).toBeCloseTo(label === 0 ? 0.25 + 0.15 : 0.15, 6);
      expect(taught[2 * i + 1]).toBeCloseTo(label === 1 ? 0.25 + 0.6 : 0.6, 6);
    });
  });

  it('reads a share of the known tokens by their n-grams', () => {
    const { train: grams, network: bucketed, vocabulary } = smallProblem({ ngramBuckets: 50 });
    const ngrams = ngramsOf(new Vocabulary(vocabulary), 50);
    const read = (backOff: number) => {
      const packer = new ShardPacker({ ...grams, ngrams }, bucketed);
      const { offsets, features, touched } = packer.pack(texts, { ...AS_IT_IS, backOff });
      const own = Array.from(offsets.subarray(1), (_, t) => features[offsets[t]]).map((at) => touched[at]);
      return own.filter((row) => row < bucketed.vocabulary).length;
    };
    const known = read(0);
    expect(known).toBeGreaterThan(100);
    expect(read(0.25) / known).toBeGreaterThan(0.6);
    expect(read(0.25) / known).toBeLessThan(0.9);
  });

  it('reads a share of the tokens as unknown', () => {
    const unknown = (wordDropout: number) => {
      const shard = pack({ wordDropout });
      return [...texts].flatMap((text) => rowsOf(shard, text)).filter((row) => row === network.vocabulary)
        .length;
    };
    expect(unknown(0.5) - unknown(0)).toBeGreaterThan(50);
    expect(unknown(0.5)).toBeLessThan(unknown(0.9));
  });
});
