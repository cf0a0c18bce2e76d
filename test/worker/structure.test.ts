import { expect, it } from 'vitest';
import { isTooComplex, MAX_DEPTH, MAX_VALUES } from '../../src/http/structure.ts';

const list = (values: number) =>
  `[${Array(values - 1)
    .fill('1')
    .join(', ')}]`;
const nested = (depth: number) => '[{"a":'.repeat(depth / 2) + '}]'.repeat(depth / 2);

it.each([
  ['an empty text', '', false],
  ['as many values as may be', list(MAX_VALUES), false],
  ['one value more', list(MAX_VALUES + 1), true],
  [
    'as many keys as may be',
    `{${Array.from({ length: MAX_VALUES - 1 }, (_, i) => `"${i}":1`).join()}}`,
    false,
  ],
  ['as many levels as may be', nested(MAX_DEPTH), false],
  ['one level more', `[${nested(MAX_DEPTH)}]`, true],
  ['lists beside each other', `[${Array(400).fill('[]').join()}]`, false],
  ['more lists beside each other', `[${Array(600).fill('[]').join()}]`, true],
  ['marks in a string', JSON.stringify(',[{'.repeat(5000)), false],
  ['marks after escaped quotes', JSON.stringify('"\\",[{'.repeat(5000)), false],
  ['marks after a string that ends in a backslash', `["\\\\"${','.repeat(MAX_VALUES)}`, true],
  ['a string without an end', `"${'['.repeat(5000)}`, false],
  ['a backslash at the end', '"\\', false],
])('isTooComplex() of %s is %s', (_, json, expected) => {
  expect(isTooComplex(json)).toBe(expected);
});

it('isTooComplex() reads no further than to what is too much', () => {
  let read = 0;
  const json = {
    length: 1e9,
    charCodeAt() {
      read++;
      return '['.charCodeAt(0);
    },
  } as unknown as string;
  expect(isTooComplex(json)).toBe(true);
  expect(read).toBe(MAX_DEPTH + 1);
});

it('isTooComplex() reads each character once', () => {
  for (const text of ['"\\"'.repeat(1000), '"a'.repeat(1000), ' '.repeat(3000), `"${'\\'.repeat(3000)}`]) {
    let read = 0;
    const json = {
      length: text.length,
      charCodeAt(at: number) {
        read++;
        return text.charCodeAt(at);
      },
    } as unknown as string;
    isTooComplex(json);
    expect(read).toBeLessThanOrEqual(text.length);
  }
});
