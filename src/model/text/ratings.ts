/** Ratings in figures and signs, in English and Chinese: `4/5`, `2 out of 10`, `3 stars`, `★★☆☆☆`, `给三星`, `8分`. */

/** Levels that every scale is brought to: `4/5`, `8/10` and four stars are one token. */
const LEVELS = 5;
export const HAN_NUMERALS = '一二两兩三四五';
const STARS = '★⭐🌟';
const PART = String.raw`(?:[.,]\d{1,2})?½?`;
const STAR_WORD = String.raw`(?:[sS]tars?|STARS?)(?![\p{L}\p{N}])`;
/** A rating may say what it counts: `4/5 stars`. */
const UNIT = String.raw`(?:[ \-]?(?:${STAR_WORD}|points?\b)|\s?⭐\uFE0F?)?`;
/** Not in a date, a price or a range. */
const APART = String.raw`(?<![\p{Sc}\p{N}\/#]|\p{N}[\-–])`;
/** `on 4/5` is a day. */
const NO_DAY = String.raw`(?<!(?:\b(?:[oO]n|[bB]y|[uU]ntil|[tT]ill|[sS]ince|[bB]efore|[dD]ated|[dD]ue)|day,?)\s{1,2})`;
const END = String.raw`(?![\p{N}%\/A-Za-z]|[.,:]\d|-[A-Za-z])`;
const COUNTED =
  'of|in|inch|inches|cups?|miles?|seconds?|majority|people|men|women|children|kids|users?|customers?|clients|patients|students|' +
  'voters|votes|doctors|dentists|experts|respondents|americans|companies|cases|tests|games|matches|questions|answers|days|times|' +
  'hours|minutes|orders';
/** `4 out of 5 dentists` is a share. */
const NO_SHARE = String.raw`(?!\s{1,2}(?:${COUNTED})\b)`;
/** A class of hotel, or a soldier. */
const NO_CLASS = String.raw`(?![\s\-]{1,2}(?:hotels?|resorts?|hostels?|inns?|motels?|generals?|restaurants?|accommodations?|luxury|propert(?:y|ies)|dining|chefs?|michelin|admirals?|system|of)\b)`;
const OUT_OF = String.raw`\s{1,2}(?:[oO][uU][tT]\s{1,2})[oO][fF]\s{1,2}(?:a\s(?:possible\s)?)?`;

/** A word as it stands in a sentence or begins one. */
function eitherCase(word: string): string {
  return `[${word[0]}${word[0].toUpperCase()}]${word.slice(1)}`;
}

/** No more is given than there is. */
function share(between: string): string {
  const scales = [
    `[0-5]${PART}${between}(?:5|five)`,
    `(?:10|\\d${PART})${between}(?:10|ten)`,
    `(?:100|\\d\\d)${between}100`,
  ];
  return `(?:${scales.join('|')})`;
}

const FRACTION = `${APART}${NO_DAY}${share(' ?\\/ ?')}${UNIT}${END}${NO_SHARE}`;
const OF = `${APART}(?:${share(OUT_OF)}${UNIT}|[0-5]${PART} of (?:5|five)[ \\-]${STAR_WORD})${END}${NO_SHARE}`;
const IN_WORDS = String.raw`${APART}(?:10|\d${PART})(?:\s|-|\s-\s)?${STAR_WORD}${NO_CLASS}`;
/** Numbers in words, each with what it is worth. */
const SPELLED: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten'.split(' ').map((word, value) => [word, value]),
);
const SPELLED_WORD = Object.keys(SPELLED).map(eitherCase).join('|');
/** Stars that shine or act are told of: `two stars met`. Those that are given end what is said, or it goes on with the reason. */
const GIVEN_STARS = String.raw`(?=\s{0,2}(?:$|[.,;:!?\)\n])|\s(?:for|from|because|since|at|only|instead|and|but)\b)`;
const IN_SPELLED =
  `(?<![\\p{L}\\p{N}])(?:(?:${SPELLED_WORD})${OUT_OF}(?:five|ten|5|10)${END}${NO_SHARE}` +
  `|(?:${SPELLED_WORD}|[hH]alf a)[ \\-]${STAR_WORD}${NO_CLASS}${GIVEN_STARS})`;
const IN_SIGNS = String.raw`(?<![${STARS}☆]\uFE0F?)(?:(?:[${STARS}]\uFE0F?){1,9}(?:½|(?:☆\uFE0F?){1,9})|(?:[${STARS}]\uFE0F?){2,5})(?![${STARS}☆½])`;
const HAN = String.raw`\p{Script=Han}`;
/** Stars that are given; what a hotel is called by, such as `挂牌四星`, is no rating. */
const GIVEN = '(?<=[给給打评評](?:[他她它了个個]|你们)?)';
const JUDGED = '(?=[好中差][评評]|推荐|推薦)';
const HAN_STARS = String.raw`(?:\d(?:\.\d)?|[${HAN_NUMERALS}])[个個]?星`;
const IN_HAN = [
  String.raw`(?:\d${PART}|[${HAN_NUMERALS}])(?:颗|顆)星(?![期级級])`,
  String.raw`${GIVEN}${HAN_STARS}(?![期级級手电電公集产產])|${HAN_STARS}${JUDGED}|(?<!${HAN})${HAN_STARS}(?!${HAN})`,
  String.raw`(?<![\p{N}\/.:：点點时時加减減扣差少多第每])(?:10|\d(?:\.\d)?)分(?:(?!${HAN})|(?=[吧了啦哦啊呀好评評给給的]))`,
  String.raw`(?<![\p{N}牌准是级級号號第])\d(?:\.\d)?星(?!${HAN})`,
  String.raw`(?<![\p{N}.:：]|${HAN})(?:\d\d|100)分(?!${HAN})`,
  String.raw`(?<=[给給打评評])(?:\d\d|100)分(?:(?!${HAN})|(?=[吧了啦哦啊呀好评評给給的]))`,
].join('|');

/** The source of a pattern that looks at a bounded number of characters. */
export const RATING = [FRACTION, OF, IN_WORDS, IN_SPELLED, IN_SIGNS, IN_HAN].join('|');

/** Whether a word may begin a rating that is written in words, of a text that goes on at `end` with a space or a hyphen. */
export function mayRateInWords(text: string, word: string, end: number): boolean {
  if (word !== 'half' && !Object.hasOwn(SPELLED, word)) return false;
  return /^(?: a)?[ -](?:star|out of)/i.test(text.slice(end, end + LONGEST_NEXT));
}

/** As much as ` a star` or ` out of` has. */
const LONGEST_NEXT = 8;
const [STAR, ...COUNTERS] = [...'星颗顆个個'].map((sign) => sign.charCodeAt(0));

/** Whether a Chinese numeral may begin a rating here: by numbers, since a string of each character would double what Chinese takes. */
export function mayRateInHan(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (next !== STAR && !(COUNTERS.includes(next) && text.charCodeAt(at + 2) === STAR)) return false;
  return HAN_NUMERALS.includes(text[at]);
}

/** `<rating1>` to `<rating5>`. @param source as `RATING` matches it. */
export function ratingToken(source: string): string {
  const [value, most] = scaled(source);
  const level = Math.floor((LEVELS * value) / most + 0.5);
  return `<rating${Math.min(LEVELS, Math.max(1, level))}>`;
}

const NUMBERS = new RegExp(`\\d+(?:[.,]\\d+)?½?|\\b(?:${SPELLED_WORD})\\b`, 'g');

/** What is given, and the most there is. */
function scaled(source: string): [value: number, most: number] {
  const signs = countSigns(source);
  if (signs.full > 0 && !/^\d/.test(source)) return [signs.full + signs.half, signs.all];
  if (/^half/i.test(source)) return [0.5, LEVELS];
  const [given, most] = source.match(NUMBERS) ?? [];
  if (given === undefined) return [hanNumber(source[0]), LEVELS];
  const value = numberOf(given);
  if (most !== undefined) return [value, numberOf(most)];
  return [value, value > 10 ? 100 : value > LEVELS ? 10 : LEVELS];
}

function countSigns(source: string): { full: number; half: number; all: number } {
  const full = source.match(/[★⭐🌟]/gu)?.length ?? 0;
  const half = source.endsWith('½') ? 0.5 : 0;
  const all = full + (source.match(/☆/g)?.length ?? 0);
  // Four are some critics' most; where no sign is empty, or fewer are shown, there are five.
  return { full, half, all: all > full && all >= LEVELS - 1 ? all : Math.max(LEVELS, full) };
}

function numberOf(text: string): number {
  const spelled = SPELLED[text.toLowerCase()];
  if (spelled !== undefined) return spelled;
  return Number(text.replace(',', '.').replace('½', '')) + (text.endsWith('½') ? 0.5 : 0);
}

function hanNumber(numeral: string): number {
  return { 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5 }[numeral] ?? 3;
}
