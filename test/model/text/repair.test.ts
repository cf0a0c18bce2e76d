import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repair } from '../../../src/model/text/repair.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';

const texts = (text: string): string[] => tokenize(text).tokens.map((token) => token.text);

describe('repair()', () => {
  it.each([
    // Entities, encoded once, twice or more.
    ['It isn&#39;t good', 'It isn’t good'],
    ['It isn&#x27;t good', 'It isn’t good'],
    ['It isn&#x2019;t good', 'It isn’t good'],
    ['It isn&#8217;t good', 'It isn’t good'],
    ['It isn&#146;t good', 'It isn’t good'],
    ['It isn&rsquo;t good', 'It isn’t good'],
    ['It isn&apos;t good', 'It isn’t good'],
    ['It isn&amp;#39;t good', 'It isn’t good'],
    ['It isn&amp;#x2019;t good', 'It isn’t good'],
    ['It isn&amp;amp;rsquo;t good', 'It isn’t good'],
    ['It isn&#39t good', 'It isn’t good'],
    ['It isn#39;t good', 'It isn’t good'],
    ['Caf&eacute; &amp; bar, &pound;5&hellip;', 'Café & bar, £5…'],
    ['Fran&ccedil;ois &quot;the&nbsp;best&quot;', 'François "the best"'],
    ['&#x4e0d;&#22909;', '不好'],
    ['I &lt;3 it', 'I <3 it'],
    // Escapes of programs.
    [String.raw`I wouldn\'t recommend it`, 'I wouldn’t recommend it'],
    [String.raw`I wouldn\\'t recommend it`, 'I wouldn’t recommend it'],
    [String.raw`It wasn\u2019t worth it`, 'It wasn’t worth it'],
    [String.raw`It wasn\\u2019t worth it`, 'It wasn’t worth it'],
    [String.raw`It wasn\x27t worth it`, 'It wasn’t worth it'],
    [String.raw`It wasn\xe2\x80\x99t worth it`, 'It wasn’t worth it'],
    [String.raw`She said \"never again\"`, 'She said "never again"'],
    [String.raw`Broken \ud83d\ude21 again`, 'Broken 😡 again'],
    [String.raw`Slow.\nNever again`, 'Slow. Never again'],
    [String.raw`\u4e0d\u597d`, '不好'],
    // Per cent.
    ['I don%27t like it', 'I don’t like it'],
    ['I don%2527t like it', 'I don’t like it'],
    ['I don%E2%80%99t like it', 'I don’t like it'],
    ['I don%u2019t like it', 'I don’t like it'],
    ['This%20is%20bad%21', 'This is bad!'],
    ['caf%C3%A9', 'café'],
    ['%E4%B8%8D%E5%A5%BD', '不好'],
    ['Great%2C%20really%3F', 'Great, really?'],
    ['Worst.%20Ever', 'Worst. Ever'],
    ['it%27s', 'it’s'],
    // UTF-8 that was read as windows-1252 or latin-1, once or twice.
    ['It isnâ€™t good', 'It isn’t good'],
    ['It isnâ\u0080\u0099t good', 'It isn’t good'],
    ['It isnÃ¢â‚¬â„¢t good', 'It isn’t good'],
    ['â€œGreatâ€ they said', '“Great” they said'],
    ['CafÃ© crÃ¨me', 'Café crème'],
    ['Price: Â£5 â€“ fine', 'Price: £5 – fine'],
    ['bad ðŸ˜¡', 'bad 😡'],
    ['â˜…â˜…â˜†â˜†â˜†', '★★☆☆☆'],
    ['å¾ˆå¥½ï¼Œæˆ‘ä»¬å–œæ¬¢ã€‚', '很好，我们喜欢。'],
    ['ä¸\u008då¥½', '不好'],
    ['ï»¿Fine', '\ufeffFine'],
    // Characters that were lost.
    ['It isn?t good', 'It isn’t good'],
    ['It isn\ufffdt good', 'It isn’t good'],
    ['It isn\ufffd\ufffd\ufffdt good', 'It isn’t good'],
    ['I?m sad', 'I’m sad'],
    ['They?re late', 'They’re late'],
    ['We?ve waited', 'We’ve waited'],
    ['you\ufffdll see', 'you’ll see'],
    ['It\ufffds bad', 'It’s bad'],
    ['He?d leave', 'He’d leave'],
    ['CAN?T WAIT', 'CAN’T WAIT'],
  ])('reads %j as %j', (damaged, whole) => {
    expect(texts(damaged)).toEqual(texts(whole));
    expect(damaged === whole || repair(damaged)).not.toBeNull();
  });

  it.each([
    'https://example.com/it%27s?a=don%27t&amp;b=isn?t',
    'www.example.com/caf%C3%A9',
    'see example.org/a%20b/don%27t',
    String.raw`C:\new\Users\temp\u123`,
    String.raw`C:\x86\table`,
    String.raw`D:\\Reports\\2024`,
    '50% off, 100% sure, 20%',
    'AT&T, R&B & more; a&b;c',
    'Is it on?then what?so',
    'if (a?b:c) return a?s:t',
    'page?s=1&t=2',
    'Really?!',
    'Où est le château, là-bas ?',
    '« fatigué », dit-elle',
    'São Paulo, Ñandú, Ärger, naïve, NÃO',
    '#1 and #39 of 40',
    '价格不错，服务也好。',
    'The & sign, 3 < 4 > 2',
    'regex \\d+ and \\w',
    'α β γ – “quoted” ‘text’ … ★',
  ])('leaves %j as it is', (text) => {
    expect(repair(text)).toBeNull();
  });

  it('gives tokens their places in the text as sent', () => {
    const text = 'I isn&amp;#39;t caf&eacute; ðŸ˜¡ n?t 5\\u0020x';
    const parts = tokenize(text).tokens.map(({ start, end }) => text.slice(start, end));
    expect(parts).toEqual(['I', 'is', 'n&amp;#39;t', 'caf&eacute;', 'ðŸ˜¡', 'n?t', '5', 'x']);
  });
});

/** Ways to write an apostrophe that a system has damaged. */
const apostrophe = fc.constantFrom(
  ...[
    '&#39;',
    '&#039;',
    '&#x27;',
    '&apos;',
    '&rsquo;',
    '&#8217;',
    '&#X2019;',
    '&amp;#39;',
    '&amp;rsquo;',
    '&amp;amp;#x2019;',
  ],
  ...[
    "\\'",
    "\\\\'",
    '\\u2019',
    '\\\\u2019',
    '\\x27',
    '\\xe2\\x80\\x99',
    '%27',
    '%E2%80%99',
    '%2527',
    '%u2019',
  ],
  ...['â€™', 'â\u0080\u0099', 'Ã¢â‚¬â„¢', '?', '\ufffd', '\ufffd\ufffd\ufffd'],
);
const contraction = fc.constantFrom(
  ...['do_n|t', 'is_n|t', 'ca_n|t', 'WO_N|T', 'it_|s', 'I_|m', 'we_|re', 'they_|ve', 'She_|ll', 'he_|d'],
);
const plain = fc.constantFrom(
  'good',
  'the',
  'film.',
  'Never',
  'again,',
  '不好',
  '。',
  'x1',
  '(so)',
  '!!',
  'café',
);

describe('repair() of any text', () => {
  it('reads a damaged contraction as it was written, and places its parts', () => {
    const damaged = fc.array(fc.oneof(plain, fc.tuple(contraction, apostrophe)), {
      minLength: 1,
      maxLength: 12,
    });
    const run = fc.property(damaged, (words) => {
      const text = words
        .map((word) => (typeof word === 'string' ? word : word[0].replace('_', '').replace('|', word[1])))
        .join(' ');
      const whole = words
        .map((word) => (typeof word === 'string' ? word : word[0].replace('_', '').replace('|', '’')))
        .join(' ');
      expect(texts(text)).toEqual(texts(whole));
      const parts = words.flatMap((word) =>
        typeof word === 'string' ? [] : word[0].split('_').map((part) => part.replace('|', word[1])),
      );
      const places = tokenize(text).tokens.map(({ start, end }) => text.slice(start, end));
      expect(places).toEqual(expect.arrayContaining(parts));
    });
    fc.assert(run, { seed: 1, numRuns: 500 });
  });

  const unit = fc.constantFrom(
    ...[
      '&amp;',
      '&',
      '#',
      '39;',
      '\\',
      'u2019',
      "'",
      '%',
      '27',
      'E2%80%99',
      'â',
      '€',
      '™',
      'Ã',
      '©',
      'ä½',
      'ï¼Œ',
      '\u0080',
      '?',
      's',
      'n',
      't',
      ' ',
    ],
    ...['\ufffd', '\ud83d', '😀', '好', 'é', '\\ud83d\\ude00', 'http://'],
  );

  it('gives each unit a place, in order, that no two characters share in part', () => {
    const run = fc.property(fc.array(unit, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const repaired = repair(text);
      if (repaired === null) return;
      const { starts, ends } = repaired;
      expect([starts.length, ends.length]).toEqual([repaired.text.length, repaired.text.length]);
      let end = 0;
      for (let i = 0; i < starts.length; i++) {
        const isSame = i > 0 && starts[i] === starts[i - 1];
        expect(isSame ? ends[i] : starts[i]).toBe(isSame ? ends[i - 1] : end);
        end = ends[i];
      }
      expect(end).toBe(text.length);
    });
    fc.assert(run, { seed: 2, numRuns: 2000 });
  });
});
