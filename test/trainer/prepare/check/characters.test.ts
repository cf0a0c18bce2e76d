import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../../../trainer/prepare/check/characters.ts';

describe('findingsIn()', () => {
  it.each([
    ['write to jo.smith+x@mail.example.org!', ['emails']],
    ['schreib an jörg@example.de', ['emails']],
    ['ask @support', []],
    ['5 @ 3.50 each', []],
    ['call +44 20 7946 0958', ['telephones']],
    ['call 0044-20-7946-0958', ['telephones']],
    ['call (415) 555-0132 now', ['telephones']],
    ['call 1-415-555-0132', ['telephones']],
    ['ruf 030/12345678 an', ['telephones']],
    ['电话13800138000', []],
    ['电话 13800138000', ['telephones']],
    ['020 7946 0958 or a@b.co', ['emails', 'telephones']],
    ['on 2020-10-10 at 10:30:00', []],
    ['order 1234567890, 12,345,678.90 euros', []],
    ['10.0.0.1 and 192.168.100.200', []],
    ['it wasnâ€™t', ['damaged']],
    ['cafÃ©', ['damaged']],
    ['Â£5', ['damaged']],
    ['a \ufffd here', ['damaged']],
    [Buffer.from('很好吃').toString('latin1'), ['damaged']],
    ['café – “très bon”, é…” naïve, NÃO, £5, 很好吃 👍', []],
  ])('finds in %j %j', (text, found) => {
    expect(findingsIn(text)).toEqual(found);
  });

  it.each(['a', '1', '1 ', 'a@', '0-', 'â€', '+1', 'a.', '(415) ', '@a.'])(
    'reads a quarter of a megabyte of %j in no time',
    (part) => {
      const text = part.repeat(2 ** 18 / part.length);
      const started = performance.now();
      findingsIn(text);
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );
});
