import { describe, expect, it } from 'vitest';
import { oneLine, plainText } from '../../../trainer/corpora/markup.ts';

describe('plainText()', () => {
  it.each([
    ['one<br /><br>two<p>three', 'one  two three'],
    ['&quot;fish &amp; chips&quot; &lt;3', '"fish & chips" <3'],
    ['twice: &amp;quot;so&amp;quot;', 'twice: "so"'],
    ['it&#39;s &#x2019; &#8230;', "it's ’ …"],
    ['AT&T; &nosuch; &#0; &#x110000;', 'AT&T; &nosuch; &#0; &#x110000;'],
  ])('of %j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });
});

describe('oneLine()', () => {
  it('leaves nothing that a reader of lines or fields could stop at', () => {
    expect(oneLine(' a\tb\r\nc\u0085d\u2028e\u0000f\u001cg ')).toBe('a b c d e f g');
  });
});
