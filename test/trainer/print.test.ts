import { expect, it } from 'vitest';
import { UserError } from '../../trainer/errors.ts';
import { clean, json } from '../../trainer/print.ts';

const HOSTILE = 'a\u001b[31mb\u0007\u202ec\u2066d\u200fe\u0085f\u2028g\u061ch\u{e0041}i\r\nj\u200bk';

it('clean() leaves nothing that steers a terminal, and all else', () => {
  expect(clean(HOSTILE)).toBe('a�[31mb��c�d�e�f�g�h�i��j�k');
  expect(clean('naïve 电影 👍🏽 "x"')).toBe('naïve 电影 👍🏽 "x"');
});

it('json() is one line of printable characters that parses to the same value', () => {
  const value = { [HOSTILE]: [HOSTILE, 'naïve 电影', '\ud800'], '\\u202e': 1 };
  expect(json(value)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(JSON.parse(json(value))).toEqual(value);
  expect(json({ text: '电影\u202e' })).toBe('{"text":"电影\\u202e"}');
});

it('UserError cleans its lines, and only a list makes several', () => {
  expect(new UserError('the label "a\nerror: b\u001b[2J"').message).toBe('the label "a�error: b�[2J"');
  expect(new UserError(['1 row:', 'a\u202eb']).message).toBe('1 row:\na�b');
});
