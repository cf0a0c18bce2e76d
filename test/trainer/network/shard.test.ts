import { describe, expect, it } from 'vitest';
import { type Reading, ShardPacker } from '../../../trainer/network/shard.ts';
import { smallProblem } from './problem.ts';

const { train, network } = smallProblem();
const texts = Int32Array.from({ length: 40 }, (_, i) => i);

function pack(reading: Partial<Reading>) {
  return new ShardPacker(train, network).pack(texts, { wordDropout: 0, cropTokens: 0, key: 7, ...reading });
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
