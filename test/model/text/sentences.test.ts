import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/model/text/sentences.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';

/** The source of each sentence. */
function sentences(text: string): string[] {
  const { tokens } = tokenize(text);
  return splitSentences(text, tokens).map(({ begin, end }) =>
    text.slice(tokens[begin].start, tokens[end - 1].end),
  );
}

describe('splitSentences()', () => {
  it.each([
    ['one sentence', ['one sentence']],
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['good. bad though.', ['good.', 'bad though.']],
    ['What?! No way!!! Yes.', ['What?!', 'No way!!!', 'Yes.']],
    ['He said "no." Then he left.', ['He said "no."', 'Then he left.']],
    ['He said “no.” Then he left.', ['He said “no.”', 'Then he left.']],
    ['(It was fine.) It was.', ['(It was fine.)', 'It was.']],
    ['很好看！我喜欢。“真的？”是的', ['很好看！', '我喜欢。', '“真的？”', '是的']],
    ['好！好？好。', ['好！', '好？', '好。']],
    ['It cost 3.5 dollars. Cheap.', ['It cost 3.5 dollars.', 'Cheap.']],
    [
      'Films, e.g. this one, by Mr. Smith and J. R. Doe.',
      ['Films, e.g. this one, by Mr. Smith and J. R. Doe.'],
    ],
    ['So do I. We all do.', ['So do I.', 'We all do.']],
    ['Well... not good. Well... No.', ['Well... not good.', 'Well...', 'No.']],
    ['a list\nof lines\r\nhere', ['a list', 'of lines', 'here']],
    ['one<br />two<br><br>three', ['one', 'two', 'three']],
    ['see www.example.com/a.html today', ['see www.example.com/a.html today']],
    ['! ! !', ['!', '!', '!']],
    ['', []],
  ])('splits %j', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('gives spans that cover the tokens of any text, one after the other', () => {
    const mark = fc.constantFrom(...'.!?。！？)]"”\n a b1é好');
    const anything = fc.array(fc.oneof(mark, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 });
    const run = fc.property(anything, (parts) => {
      const text = parts.join('');
      const { tokens } = tokenize(text);
      let at = 0;
      for (const { begin, end } of splitSentences(text, tokens)) {
        expect(begin).toBe(at);
        expect(end).toBeGreaterThan(begin);
        at = end;
      }
      expect(at).toBe(tokens.length);
    });
    fc.assert(run, { seed: 1, numRuns: 1000 });
  });
});
