import { expect, it } from 'vitest';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import golden from '../golden/tokens.json';

// JSON in the names: a lone surrogate would end the runner's connection.
it.each(golden.map(({ text, tokens }) => ({ json: JSON.stringify(text), text, tokens })))(
  'tokenize() splits $json in workerd as in Node',
  ({ text, tokens }) => {
    const received = tokenize(text).tokens.map(({ text, start, end, kind }) => [text, start, end, kind]);
    expect(received).toEqual(tokens);
  },
);
