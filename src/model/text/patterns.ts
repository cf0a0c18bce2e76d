import { INNER_APOSTROPHE } from './normalise.ts';
import { HAN_NUMERALS, RATING } from './ratings.ts';

/** Scripts written without spaces, whose characters are tokens: the source of a pattern. */
const CHARACTER = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
/** What a word is made of. */
const LETTER = String.raw`[[\p{L}\p{M}\p{N}\u200C\u200D\u00AD]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]`;
const ALPHANUMERIC = String.raw`[\p{L}\p{N}]`;
const APOSTROPHE = String.raw`['’‘ʼ＇]`;
/** What an address ends before: white space, and the scripts and marks that follow it without a space. */
const ADDRESS = String.raw`[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]+`;
/** Not the full stop of the sentence, nor the bracket around the address. */
const ADDRESS_END = String.raw`(?<![.,;:!?'"\)\]\}])`;
/** A tag that shows nothing itself. Others may be someone's emphasis: `<not recommended>`. */
const TAG = String.raw`<\/?(?:[aAbBiIpPuU]|[bB][rR]|[eE][mM]|[lL][iI]|[oOuU][lL]|[hH][1-6rR]|div|font|span|strong)(?:\s[^<>=]{0,50}=[^<>]{0,200})?\s{0,3}\/?>`;
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F\p{Emoji_Modifier}]{0,2}`;

/**
 * What may stand at a position of a text, each as the source of a pattern. Every one either consumes what it looks at or looks at
 * a bounded number of characters, so that the whole is linear in the text's length.
 */
export const ALTERNATIVES = {
  hashtag: String.raw`#(?=[\p{L}--${CHARACTER}])[${LETTER}_]+`,
  skip: String.raw`[\s\p{C}\p{Z}]+|${TAG}|#(?=${ALPHANUMERIC})|(?<=${ALPHANUMERIC})[\-‐_](?=${ALPHANUMERIC})`,
  link: String.raw`(?:(?:[hH][tT][tT][pP][sS]?:\/\/|[wW]{3}\.)${ADDRESS}|[A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9\-]{1,63}\.[A-Za-z0-9.\-]{1,63})${ADDRESS_END}`,
  user: String.raw`@[\p{L}\p{N}_]+`,
  bracket: String.raw`-[lrLR][rcsRCS][bB]-`,
  shortcode: String.raw`(?<![\p{L}\p{N}]):(?:[+\-]1|[a-z][a-z0-9_\-]{1,38}):(?![\p{L}\p{N}])`,
  rating: RATING,
  emoticon: [
    String.raw`>?[:;=]${APOSTROPHE}?-?(?:[\)\]\(\[\}\{\|*@3DPpOo]|[\/\\](?!\/))(?!${ALPHANUMERIC})`,
    String.raw`[\(\[]-?[:;=](?!${ALPHANUMERIC})`,
    String.raw`<\/?3(?!${ALPHANUMERIC})`,
    String.raw`[xX]D+(?!${LETTER})`,
    String.raw`\^_{0,3}\^|-_{1,3}-|T_T|¯\\_\(ツ\)_\/¯`,
  ].join('|'),
  number: String.raw`\p{Nd}+(?:[.,:\/]\p{Nd}+){0,6}%?(?!${LETTER})`,
  keycap: String.raw`[0-9#*]\uFE0F?\u20E3`,
  clitic: String.raw`${APOSTROPHE}(?:[sSdDmM]|[rR][eE]|[vV][eE]|[lL][lL])(?!${LETTER})`,
  character: CHARACTER,
  word: String.raw`${LETTER}+(?:${INNER_APOSTROPHE}${LETTER}+)*`,
  emoji: String.raw`\p{Regional_Indicator}{2}|${PICTOGRAPH}(?:\u200D${PICTOGRAPH}){0,8}`,
  punctuation: String.raw`\x60\x60|(?<mark>[\p{P}\p{S}])\k<mark>*`,
} as const;

export type Alternative = keyof typeof ALTERNATIVES;

/** They are tried in this order at each position. Ratings and keycaps begin with a digit, and so do numbers: the longer must come first. */
export const ORDER: readonly Alternative[] = [
  'hashtag',
  'skip',
  'link',
  'user',
  'shortcode',
  'emoticon',
  'rating',
  'bracket',
  'keycap',
  'number',
  'clitic',
  'character',
  'word',
  'emoji',
  'punctuation',
];

/** What an alternative may begin with: these characters, and where `beyond` is true any that is not ASCII. */
type Beginning = { characters: string; beyond: boolean };

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MARKS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const CONTROLS = String.fromCharCode(...Array(33).keys(), 0x7f);

const BEGINNINGS: Readonly<Record<Alternative, Beginning>> = {
  hashtag: { characters: '#', beyond: false },
  shortcode: { characters: ':', beyond: false },
  rating: { characters: `${DIGITS}★⭐🌟${HAN_NUMERALS}zZoOtTfFsSeEnNhH`, beyond: false },
  skip: { characters: `${CONTROLS}<#-_`, beyond: true },
  link: { characters: `${LETTERS}${DIGITS}._+-`, beyond: false },
  user: { characters: '@', beyond: false },
  emoticon: { characters: '>:;=([<xX^-T¯', beyond: false },
  bracket: { characters: '-', beyond: false },
  keycap: { characters: `${DIGITS}#*`, beyond: false },
  number: { characters: DIGITS, beyond: true },
  clitic: { characters: "'’‘ʼ＇", beyond: false },
  character: { characters: '', beyond: true },
  word: { characters: `${LETTERS}${DIGITS}`, beyond: true },
  emoji: { characters: '', beyond: true },
  punctuation: { characters: MARKS, beyond: true },
};

/** What any character may begin that is not ASCII. */
const BEYOND = ORDER.filter((name) => BEGINNINGS[name].beyond);
const NAMED = Object.values(BEGINNINGS)
  .map(({ characters }) => characters)
  .join('');

/** By the UTF-16 code unit that they may begin with, of those named: made when a text first has it. */
const candidates = new Map<number, readonly Alternative[]>();
/** Made when they are first needed: one pattern of all would take an isolate 12 ms of its first text. */
const patterns = new Map<Alternative, RegExp>();

/** What stands at a position, and where it ends. */
type Match = { alternative: Alternative; end: number };

/** The first alternative that matches here; null for a lone surrogate or the like. */
export function matchAt(text: string, at: number): Match | null {
  for (const alternative of candidatesOf(text.charCodeAt(at))) {
    if (isAt(alternative, text, at)) return { alternative, end: patternOf(alternative).lastIndex };
  }
  return null;
}

/** Whether this alternative matches here. */
export function isAt(alternative: Alternative, text: string, at: number): boolean {
  const pattern = patternOf(alternative);
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** No character of a script without spaces comes before it. */
const FIRST_CHARACTER = 0x2e80;

/** Whether a text is one character of a script without spaces. */
export function isCharacter(text: string): boolean {
  if (text.charCodeAt(0) < FIRST_CHARACTER) return false;
  return isAt('character', text, 0) && patternOf('character').lastIndex === text.length;
}

function candidatesOf(unit: number): readonly Alternative[] {
  const found = candidates.get(unit);
  if (found !== undefined) return found;
  const character = String.fromCharCode(unit);
  // All others share one list: a hostile text may have every code unit there is.
  if (!NAMED.includes(character)) return BEYOND;
  const made = ORDER.filter((name) => {
    const { characters, beyond } = BEGINNINGS[name];
    return (beyond && unit > 0x7f) || characters.includes(character);
  });
  candidates.set(unit, made);
  return made;
}

function patternOf(alternative: Alternative): RegExp {
  let pattern = patterns.get(alternative);
  if (pattern === undefined) {
    pattern = new RegExp(ALTERNATIVES[alternative], 'vy');
    patterns.set(alternative, pattern);
  }
  return pattern;
}
