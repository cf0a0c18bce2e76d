/**
 * What the characters of a text show. All patterns are bounded, so that the work is linear in the text. They name what looks like
 * an address or a number: a person has the last word.
 */

/** What a text may hold that its rows are named for. */
export type Finding = 'emails' | 'telephones' | 'damaged';

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/u;

/** Digits that a telephone number has with its area code (ITU-T E.164 allows 15). */
const DIGITS = { least: 9, most: 15 };
/** A number may be written so; `digits` is looked at besides. Dates, prices and numbers without a gap are none of these. */
const TELEPHONES = [
  // +44 20 7946 0958, 0044 20 7946 0958
  /(?<![\p{L}\p{N}])(?:\+|00)[1-9](?:[ .()/-]{0,3}\d){8,14}(?!\d)/gu,
  // (415) 555-0132, 415.555.0132, 1-415-555-0132
  /(?<![\p{L}\p{N}.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)/gu,
  // 020 7946 0958, 030/12345678, 010-12345678
  /(?<![\p{L}\p{N}.-])0\d{1,4}[ /-]\d{3,8}(?:[ -]\d{2,5}){0,3}(?!\d)/gu,
  // 138 0013 8000, the mobile numbers of China
  /(?<![\p{L}\p{N}.-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/gu,
];

/** UTF-8 that was read as windows-1252: the bytes that follow the first one of a character. */
const FOLLOWING = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';
/** `’` as `â€™`, `é` as `Ã©`, `£` as `Â£`, emoji, and Chinese, of which two characters in a row are no accident. */
const MISREAD = new RegExp(
  `\\ufffd|ï¿½|â€${FOLLOWING}|Ã[\\u0080-\\u00bf]|Â[\\u00a1-\\u00bf]|ðŸ${FOLLOWING}|(?:[ä-é]${FOLLOWING}{2}){2}`,
  'u',
);

/** What is found in a text, in the order of `Finding`. */
export function findingsIn(text: string): Finding[] {
  const found: Finding[] = [];
  // Most texts have none of these, and the patterns take longer to say so.
  if (text.includes('@') && EMAIL.test(text)) found.push('emails');
  if (/\d{3}/.test(text) && hasTelephone(text)) found.push('telephones');
  if (/[\u0080-\uffff]/.test(text) && MISREAD.test(text)) found.push('damaged');
  return found;
}

function hasTelephone(text: string): boolean {
  return TELEPHONES.some((pattern) =>
    (text.match(pattern) ?? []).some((written) => {
      const { length } = written.replace(/\D/g, '');
      return length >= DIGITS.least && length <= DIGITS.most;
    }),
  );
}
