const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|apos|gt|lt|nbsp|quot));/gi;
const BREAK = /<(?:br|p)\s*\/?>/gi;
const MAX_CODE_POINT = 0x10ffff;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BLANK = /[\s\u0000-\u001f\u007f\u0085]+/g;

/**
 * A text of a web page as its reader saw it: entities decoded, line breaks blank. Twice, for corpora that were encoded
 * twice (`&amp;quot;`); so what was meant to show an entity is decoded too.
 */
export function plainText(text: string): string {
  return decodeEntities(decodeEntities(text)).replace(BREAK, ' ');
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (entity, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()];
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return point > 0 && point <= MAX_CODE_POINT ? String.fromCodePoint(point) : entity;
  });
}

/** One field of a tab-separated file: blanks, ends of lines and control characters become single spaces. */
export function oneLine(text: string): string {
  return text.replace(BLANK, ' ').trim();
}
