/** What the bytes, numbers and names of damaged characters stand for. */

/** The characters of the bytes 0x80 to 0x9F; those that it leaves open are the controls of latin-1. */
export const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const MARKS =
  'amp& lt< gt> quot" apos\' nbsp\u00A0 lsquo‘ rsquo’ ldquo“ rdquo” sbquo‚ bdquo„ laquo« raquo» hellip… ndash– mdash— ' +
  'bull• middot· euro€ pound£ yen¥ cent¢ copy© reg® trade™ deg° hearts♥ star☆ starf★ times× iexcl¡ iquest¿ shy\u00AD ' +
  'szligß aeligæ AEligÆ oslashø OslashØ oeligœ OEligŒ ccedilç Ccedil\u00C7 num# excl! quest? comma, period. lpar( rpar) ' +
  'colon: semi; percnt% lowbar_ zwj\u200D zwnj\u200C ensp\u2002 emsp\u2003 thinsp\u2009';
/** Accents by their entities' endings, as Unicode's combining marks. */
const ACCENTS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  ring: '\u030A',
  caron: '\u030C',
};

let marks: ReadonlyMap<string, string> | undefined;

/** The character of an HTML entity's name; undefined where it is none of the usual ones. */
export function namedCharacter(name: string): string | undefined {
  marks ??= new Map(MARKS.split(' ').map((entry) => [entry.slice(0, -1), entry.slice(-1)]));
  const mark = marks.get(name) ?? marks.get(name.toLowerCase());
  if (mark !== undefined) return mark;
  const accent = ACCENTS[name.slice(1)];
  return accent === undefined ? undefined : `${name[0]}${accent}`.normalize('NFC');
}

/** The character of a number, as HTML reads it: 128 to 159 are those of windows-1252. Undefined for controls and halves of pairs. */
export function characterOf(point: number): string | undefined {
  if (point >= 0x80 && point <= 0x9f) return WINDOWS_1252[point - 0x80];
  const isControl = point < 0x20 && point !== 9 && point !== 10 && point !== 13;
  if (!(point <= 0x10ffff) || isControl || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  return String.fromCodePoint(point);
}

/** The one character of these bytes; undefined where they are not the UTF-8 of one. */
export function decodeUtf8(bytes: readonly number[]): string | undefined {
  const [first, ...rest] = bytes;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || bytes.length !== length) return undefined;
  let point = first & (0xff >> (length + 1));
  for (const byte of rest) {
    if ((byte & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (byte & 0x3f);
  }
  const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  return point < least ? undefined : characterOf(point);
}
