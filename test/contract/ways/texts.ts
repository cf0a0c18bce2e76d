import fc from 'fast-check';

/** Words that the model knows. */
export type Words = { english: readonly string[]; chinese: readonly string[] };

/** What is asked beside a text, as a body has it. */
export type Options = {
  explain?: boolean;
  sentences?: boolean;
  top_k?: number;
  threshold?: number;
  language?: string;
};

/** What is sent together: texts with the same options, and how they are cut. */
export type Group = {
  texts: string[];
  options: Options;
  /** Texts of each batch, over and over. */
  batches: number[];
  /** Bytes of each piece of a stream, over and over. */
  pieces: number[];
};

const EMOJI = ['👍', '😂', '👩🏽\u200d🚀', '🇨🇭', '❤\ufe0f', ':-)', ':(', '<3', '1\ufe0f\u20e3'];
const COMBINING = [
  'e\u0301',
  '\u0301',
  `a${'\u0308'.repeat(70)}`,
  'ﷺ',
  'ﬁ',
  '𝐧𝐨𝐭',
  'न\u093f',
  '각',
  'so\u00adft',
];
/** Of languages that the model does not read, and what it cannot read. */
const FOREIGN = [
  'das ist leider nicht gut ',
  'je ne suis pas content. ',
  'ottimo servizio! ',
  'это плохо ',
  'とても良い。',
  'ดีมาก ',
  'terribel ',
  'AB12-X9 ',
];
const LONE = ['\ud83d', '\udc00', '\udc00\ud83d'];
const HTML = [
  '<br />',
  '<b>',
  '</b>',
  '&#39;',
  '&amp;',
  '<script>',
  '<3',
  'https://a.example/?b=c&d',
  '@name',
  'a@b.example',
];
const MARKS = [
  '. ',
  '! ',
  '? ',
  ', ',
  '。',
  '！',
  '…',
  '"',
  '\\',
  "'",
  '+',
  '%',
  '&',
  '=',
  '#',
  ';',
  '1999 ',
  '1234567 ',
];
const SPACES = [' ', '\n', '\r\n', '\t', '\u0000', '\u00a0', '\u2028', '\u200b', '\ufeff', '\u3000'];

/** Texts of one and of many words, known and not, with whatever else a text may have. */
export function texts({ english, chinese }: Words): fc.Arbitrary<string> {
  const unknown = fc.string({ unit: fc.constantFrom(...'qwxzjkvfé'), minLength: 2, maxLength: 80 });
  const spaced = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...english) }, unknown);
  const word = spaced.map((each) => `${each} `);
  const character = fc.constantFrom(...chinese);
  const prose = fc.oneof(
    { weight: 12, arbitrary: word },
    { weight: 6, arbitrary: character },
    { weight: 4, arbitrary: fc.constantFrom(...MARKS) },
  );
  const oddity = fc.oneof(
    ...[EMOJI, COMBINING, HTML, SPACES, FOREIGN].map((all) => ({
      weight: 4,
      arbitrary: fc.constantFrom(...all),
    })),
    { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    // A GET cannot have them.
    { weight: 1, arbitrary: fc.constantFrom(...LONE) },
  );
  const piece = fc.oneof({ weight: 4, arbitrary: prose }, oddity);
  const joined = (each: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
    fc.array(each, { minLength, maxLength, size: 'max' }).map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 3, arbitrary: joined(piece, 1, 3) },
    { weight: 12, arbitrary: joined(piece, 1, 60) },
    { weight: 2, arbitrary: joined(prose, 100, 400) },
    // Blank, most of them: a batch has a problem in their place.
    { weight: 1, arbitrary: joined(fc.constantFrom(...SPACES), 1, 3) },
  );
}

/** Options as callers combine them. */
const OPTIONS: fc.Arbitrary<Options> = fc.record(
  {
    explain: fc.boolean(),
    sentences: fc.boolean(),
    top_k: fc.constantFrom(1, 2, 3, 1000),
    threshold: fc.integer({ min: 0, max: 1000 }).map((share) => share / 1000),
    language: fc.constantFrom('en', 'zh'),
  },
  { requiredKeys: [] },
);

/** So many texts at a time. */
export function groups(words: Words, size: number): fc.Arbitrary<Group> {
  return fc.record({
    texts: fc.array(texts(words), { minLength: size, maxLength: size }),
    options: OPTIONS,
    batches: fc.array(fc.integer({ min: 1, max: size }), { minLength: 1, maxLength: 5 }),
    // With one of 600 bytes among ten, a line comes in fewer pieces than are read.
    pieces: fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 9 }).map((sizes) => [...sizes, 600]),
  });
}
