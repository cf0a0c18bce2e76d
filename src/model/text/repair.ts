/** Undoes what systems on its way have done to a text: entities, escapes, and UTF-8 that was read as another encoding. */
import { characterOf, decodeUtf8, namedCharacter, WINDOWS_1252 } from './damaged.ts';

/** A text as its writer saw it, and for each of its UTF-16 units where what it was made of begins and ends. */
export type Repaired = { text: string; starts: Int32Array; ends: Int32Array };

/** Texts were damaged once, or once more by the next system; more is not looked for, so that the work is linear. */
const MAX_PASSES = 3;

/** Bytes that follow the first one of a character, as latin-1 or windows-1252 shows them. */
const NEXT = String.raw`[\u0080-\u00BF${[...WINDOWS_1252].filter((c) => c > '\u00FF').join('')}]`;
const HEX = '[0-9a-fA-F]';
const HAN = `[ã-éï]${NEXT}{2}`;
const CLITIC = String.raw`(?:[sSdDmM]|[rR][eE]|[vV][eE]|[lL][lL])(?![\p{L}\p{N}=]|:\S)`;
const LOST = String.raw`(?:\?|\uFFFD{1,3})`;

/** All damage has one of these: to look for one of a class is ten times as fast as to look for the whole. */
const HINT = /[&\\%#?\uFFFD\u0080-\u009FÂÃâ-éïð]/g;
/** What damage has there: the pattern for all of it is slow, and `R&B`, `50 %` and a question have hints too. */
const BEGINNING = new RegExp(
  [
    String.raw`&(?:#[\dxX]|[A-Za-z]{2,8};)|#\d|\\[\\'"’uUxXnrt]|%(?:${HEX}|[uU])${HEX}|\uFFFD|[\u0080-\u009F]`,
    String.raw`(?<=[A-Za-z])\?[A-Za-z]|[ÂÃâ-éïð]${NEXT}`,
  ].join('|'),
  'y',
);

/** Each alternative is one character of the writer's, but the first, which is left as it is. Each looks at a bounded number of others. */
const DAMAGE = [
  String.raw`(?:[hH][tT][tT][pP][sS]?:\/\/|[wW]{3}\.)[^\s\u2E80-\uFFFF]+`,
  String.raw`(?<![A-Za-z0-9.\-])(?:[A-Za-z0-9\-]{1,40}\.){1,4}[A-Za-z]{2,10}\/[^\s\u2E80-\uFFFF]*`,
  String.raw`&(?:#\d{2,7};|#[xX]${HEX}{2,6};|#(?:39|8217)(?!\d)|[A-Za-z]{2,8};)`,
  String.raw`(?<![&;])#(?:39|8217|8216|146);`,
  String.raw`\\{1,3}(?:['"’]|[uU](?:[dD][89abAB]${HEX}{2}\\{1,3}[uU][dD][c-fC-F]${HEX}{2}|${HEX}{4})|[xX](?:27|22|92))`,
  String.raw`(?:\\{1,3}x[c-fC-F]${HEX})(?:\\{1,3}x[89abAB]${HEX}){1,3}`,
  String.raw`(?<=[.!?,;\)"'\s]|^)\\{1,2}[nrt](?=[A-Z\s\\]|$)`,
  String.raw`%[c-fC-F]${HEX}(?:%[89abAB]${HEX}){1,3}|%[uU]${HEX}{4}|%25(?=2[0127cC]|3[fF]|[c-fC-F]${HEX}%)`,
  String.raw`(?<=\p{L})%27(?=\p{L})|(?<=[\p{L}.,!?;:'"\)])%20(?=[\p{L}\p{N}'"\(%])|(?<=\p{L})%(?:21|22|2[cC]|2[eE]|3[fF])(?=%20|\s|$|\p{L})`,
  String.raw`â€(?=[\s.,!?;:\)]|$)|â${NEXT}{2}|ã[€\u0080]${NEXT}|ï[¼½¸»]${NEXT}|ð[Ÿ\u009F]${NEXT}{2}`,
  String.raw`(?<=${HAN})[ã-é]${NEXT}{2}|[ã-é]${NEXT}{2}(?=${HAN})`,
  String.raw`Ã${NEXT}|Â[\u00A0-\u00BF]`,
  String.raw`(?<=[nN])${LOST}(?=[tT](?![\p{L}\p{N}=]))|(?<=[A-Za-z])${LOST}(?=${CLITIC})`,
].join('|');

let damage: RegExp | undefined;

/** @returns null where nothing is damaged, as in most texts. */
export function repair(text: string): Repaired | null {
  let whole: Repaired | null = null;
  for (let i = 0; i < MAX_PASSES; i++) {
    const next = repairOnce(whole?.text ?? text);
    if (next === null) break;
    whole = whole === null ? next : joined(whole, next);
  }
  return whole;
}

function repairOnce(text: string): Repaired | null {
  if (!mayBeDamaged(text)) return null;
  damage ??= new RegExp(DAMAGE, 'gv');
  const edits: Edit[] = [];
  const made = text.replace(damage, (found, start: number) => {
    const character = mend(found);
    if (character === undefined) return found;
    edits.push({ start, end: start + found.length, length: character.length });
    return character;
  });
  return edits.length === 0 ? null : { text: made, ...placesOf(edits, text.length, made.length) };
}

/** False for nearly all texts that nothing has damaged. */
function mayBeDamaged(text: string): boolean {
  HINT.lastIndex = 0;
  while (HINT.test(text)) {
    BEGINNING.lastIndex = HINT.lastIndex - 1;
    if (BEGINNING.test(text)) return true;
  }
  return false;
}

/** What was replaced, and by how many units. */
type Edit = { start: number; end: number; length: number };

/** @param before units of the text that was edited. @param after units of what it became. */
function placesOf(edits: readonly Edit[], before: number, after: number): Omit<Repaired, 'text'> {
  const starts = new Int32Array(after);
  const ends = new Int32Array(after);
  let to = 0;
  let from = 0;
  const copyUntil = (end: number) => {
    for (; from < end; from++) {
      starts[to] = from;
      ends[to++] = from + 1;
    }
  };
  for (const { start, end, length } of edits) {
    copyUntil(start);
    starts.fill(start, to, to + length);
    ends.fill(end, to, to + length);
    to += length;
    from = end;
  }
  copyUntil(before);
  return { starts, ends };
}

/** Two passes as one. */
function joined(first: Repaired, second: Repaired): Repaired {
  return {
    text: second.text,
    starts: second.starts.map((start) => first.starts[start]),
    ends: second.ends.map((end) => first.ends[end - 1]),
  };
}

/** The character that this stands for; undefined where it stands for itself. */
function mend(found: string): string | undefined {
  const first = found[0];
  if (first === '&' || first === '#') return mendEntity(found);
  if (first === '\\') return mendEscape(found);
  if (first === '%') return mendPercent(found);
  if (first === '?' || first === '\uFFFD') return "'";
  if (found === 'â€') return '”';
  return first > '\u007F' ? decodeUtf8([...found].map(byteOf)) : undefined;
}

function mendEntity(found: string): string | undefined {
  const [, hexadecimal, decimal, name] = /#[xX]([0-9a-fA-F]+)|#(\d+)|&(\w+)/.exec(found) ?? [];
  if (name !== undefined) return namedCharacter(name);
  const isHex = hexadecimal !== undefined;
  return characterOf(Number.parseInt(isHex ? hexadecimal : decimal, isHex ? 16 : 10));
}

function mendEscape(found: string): string | undefined {
  const written = found.replace(/^\\+/, '');
  const kind = written[0].toLowerCase();
  if (kind === 'n' || kind === 'r' || kind === 't') return ' ';
  if (kind !== 'u' && kind !== 'x') return written;
  const codes = found.match(/[0-9a-fA-F]{2,4}/g)?.map((digits) => Number.parseInt(digits, 16)) ?? [];
  if (kind === 'x') return codes.length > 1 ? decodeUtf8(codes) : characterOf(codes[0]);
  // Two of four digits are the halves of a pair.
  const text = String.fromCharCode(...codes);
  return characterOf(text.codePointAt(0) ?? 0);
}

function mendPercent(found: string): string | undefined {
  if (found === '%25') return '%';
  const codes = found.match(/[0-9a-fA-F]{2,4}/g)?.map((digits) => Number.parseInt(digits, 16)) ?? [];
  return codes.length > 1 ? decodeUtf8(codes) : characterOf(codes[0]);
}

function byteOf(character: string): number {
  const unit = character.charCodeAt(0);
  return unit <= 0xff ? unit : 0x80 + WINDOWS_1252.indexOf(character);
}
