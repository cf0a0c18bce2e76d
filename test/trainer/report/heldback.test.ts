import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { heldBackTexts, unpackRight } from '../../../trainer/report/figures.ts';
import { findTexts, type TextReader } from '../../../trainer/report/heldback.ts';
import { isPersonal } from '../../../trainer/report/texts.ts';

const ints = (values: readonly number[]) => {
  const shared = new Int32Array(new SharedArrayBuffer(4 * values.length));
  shared.set(values);
  return shared;
};
const FILE = ['a good film', 'not good', '这部电影太好看了', 'dull'];

/** The texts of these lines of `FILE`, from 1, as they were held back. */
function heldBack(...lines: number[]) {
  const offsets = [0];
  for (const line of lines)
    offsets.push(offsets[offsets.length - 1] + tokenize(FILE[line - 1]).tokens.length);
  const dev = { size: lines.length, lines: ints(lines), tokenOffsets: ints(offsets) };
  return { dev, right: Uint8Array.from(lines, (line) => line % 2), maxTokens: 256 };
}
const reader =
  (rows: readonly { line: number; text: string }[]): TextReader =>
  async (visit) => {
    for (const row of rows) visit(row);
  };
const file = FILE.map((text, place) => ({ line: place + 1, text }));

describe('findTexts()', () => {
  it('brings back the texts that are wanted, and counts the kinds of all', async () => {
    const { texts, slices, found } = await findTexts(heldBack(1, 2, 3), reader(file), new Set([1]));
    expect([...texts]).toEqual([[1, 'not good']]);
    expect(found).toBe(3);
    const parts = slices.map(({ slice, part, texts, right }) => `${slice} ${part} ${right}/${texts}`);
    expect(parts).toEqual([
      'length up to 5 tokens 1/2',
      'length 6 to 10 tokens 1/1',
      'language en 1/2',
      'language zh 1/1',
      'negation negated 0/1',
      'negation not negated 2/2',
    ]);
  });

  it('tells texts apart by their length alone where the file cannot be read twice', async () => {
    const { texts, slices } = await findTexts(heldBack(1, 3), undefined, new Set([0]));
    expect(texts.size).toBe(0);
    expect(new Set(slices.map(({ slice }) => slice))).toEqual(new Set(['length']));
  });

  it.each([
    ['another text stands there now', [{ line: 2, text: 'a text that was not there before' }]],
    ['several rows share its line', [...file, { line: 2, text: 'not bad' }]],
    ['its line is gone', [file[0]]],
  ])('shows no text where %s', async (_, rows) => {
    const { texts } = await findTexts(heldBack(1, 2), reader(rows), new Set([1]));
    expect(texts.has(1)).toBe(false);
  });
});

describe('heldBackTexts()', () => {
  const dataset = { labels: ints([0, 1, 0]), lines: ints([2, 3, 9]), tokenOffsets: ints([0, 4, 9, 11]) };
  const whole = { ...dataset, size: 3, featureOffsets: ints([]), features: ints([]) };
  const of = (more: Partial<typeof whole>, labels = ['a', 'b']) =>
    heldBackTexts({ ...whole, ...more }, labels, Uint8Array.of(1, 0, 1)).digest;

  it('tells texts apart by line, length and label, and by nothing else', () => {
    expect(of({})).toBe(of({}));
    const others = [
      of({ lines: ints([2, 3, 8]) }),
      of({ tokenOffsets: ints([0, 4, 9, 12]) }),
      of({}, ['a', 'c']),
    ];
    expect(new Set([of({}), ...others]).size).toBe(4);
    // The order of the labels is each run's own.
    expect(of({ labels: ints([1, 0, 1]) }, ['b', 'a'])).toBe(of({}));
  });

  it('packs what is right so that unpackRight() has it again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 1, maxLength: 40 }), (right) => {
        const size = right.length;
        const zeros = ints(new Array(size + 1).fill(0));
        const texts = heldBackTexts(
          { ...whole, size, labels: zeros, lines: zeros, tokenOffsets: zeros },
          ['a'],
          right,
        );
        expect(unpackRight(texts)).toEqual(right);
      }),
    );
  });
});

describe('isPersonal()', () => {
  it.each([
    'write to jo@example.org!',
    'call +49 (30) 1234-5678',
    'call 555 123 4567',
    'ruf 030/12345678 an',
  ])('finds %s', (text) => {
    expect(isPersonal(text)).toBe(true);
  });

  it.each(['5 stars @ 10', 'I paid 1,200 in 2019', 'rooms 12 3', 'a@b'])('leaves %s', (text) => {
    expect(isPersonal(text)).toBe(false);
  });

  it('takes no time over what is nearly one', () => {
    const begun = performance.now();
    for (const text of ['@'.repeat(400), 'a'.repeat(400), '1 '.repeat(200), 'a@'.repeat(200)])
      isPersonal(text);
    expect(performance.now() - begun).toBeLessThan(100);
  });
});
