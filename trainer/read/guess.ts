import { isAscii, isUtf8 } from 'node:buffer';
import { UserError } from '../errors.ts';

/** A file that is UTF-8 but for fewer of its rows than this is UTF-8 with slips. */
const STRAY_SHARE = 0.01;
/** So many rows that are no UTF-8 are refused in the end: better to say at once what to do. */
const MANY_SHARE = 0.1;
/** What is asked about: more of it changes no answer. */
const GUESSED_BYTES = 64 * 1024;
/** Below this chardet's answers are chance. */
const LEAST_CONFIDENCE = 15;
/** Of fewer bytes beyond ASCII chardet takes one French word for Russian: whether they may be French says more. */
const ENOUGH_TO_GUESS = 24;
/** Fewer bytes beyond ASCII tell no encoding from another. */
const ENOUGH_BYTES = 8;
const LINE_FEED = 0x0a;
const LATIN = new Set(['windows-1252', 'ISO-8859-1']);
/** Of a few words chardet often takes French for Czech by less than this, and Polish for French by more. */
const MARGIN = 10;

/** What Western European texts have beyond ASCII; other characters of Windows-1252 are rare in any text. */
const WESTERN =
  /[‘’‚“”„…–—•´·€£§°«»¿¡\u00a0\u00adàâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜ©®™½²³ªºšžŠŽ]/g;
/** Signs that stand in no word: in Polish and Turkish files they are letters. */
const IN_WORD = /(?<=\p{L})[¿¡³²½ªº«»„°§·](?=\p{L})/gu;
const WESTERN_SHARE = 0.9;
/** Bytes beyond ASCII in a row: in Western European words they stand alone or in pairs. */
const RUN = /[\x80-\xff]{4,}/g;
const RUN_SHARE = 0.2;

/**
 * The encoding of lines that are not all UTF-8; undefined for UTF-8 with slips, whose rows are left out one by one.
 *
 * @param sample whole lines.
 * @param ascii bytes before the sample, none of them beyond ASCII.
 * @throws UserError naming an encoding that should be asked for.
 */
export async function guessEncoding(
  name: string,
  sample: Buffer,
  ascii: number,
  { report }: { report?: ((message: string) => void) | undefined },
): Promise<'windows-1252' | undefined> {
  const { rows, good, bad, beyond } = inspectLines(sample);
  const share = bad / (rows + ascii / (sample.length / rows));
  if (share < STRAY_SHARE || good >= bad) {
    report?.(
      `note: some rows of ${name} are not UTF-8; --encoding windows-1252 or another reads the file as a whole so`,
    );
    return undefined;
  }
  const bytes = beyond.toString('latin1').replace(/[\0-\x7f]/g, '').length;
  const { analyse } = await import('chardet');
  const guesses = analyse(beyond).filter(({ name }) => isDecoded(name));
  if (isWestern(beyond, bytes) && (bytes < ENOUGH_TO_GUESS || isLikelyLatin(guesses))) return 'windows-1252';
  const [first, second] = guesses;
  if (bytes < ENOUGH_BYTES || share < MANY_SHARE) return undefined;
  throw new UserError(explain(name, first, second));
}

type Guess = { name: string; confidence: number };

function explain(name: string, first: Guess | undefined, second: Guess | undefined): string {
  if (first === undefined || first.confidence < LEAST_CONFIDENCE) {
    return `${name} is not UTF-8: save it as UTF-8, or say what it is, such as --encoding macintosh`;
  }
  const label = new TextDecoder(first.name).encoding;
  const isClose = second !== undefined && second.confidence >= first.confidence - 5;
  const likely = isClose ? `${first.name} or ${second.name}` : first.name;
  return `${name} is not UTF-8, most likely ${likely}: say --encoding ${label}, or save it as UTF-8`;
}

/** Rows in all, those with valid and with invalid bytes beyond ASCII, and the text of the latter. */
function inspectLines(sample: Buffer) {
  const lines = { rows: 0, good: 0, bad: 0 };
  const beyond: Buffer[] = [];
  let length = 0;
  for (let from = 0; from < sample.length; ) {
    const at = sample.indexOf(LINE_FEED, from);
    const end = at < 0 ? sample.length : at + 1;
    const line = sample.subarray(from, end);
    lines.rows++;
    from = end;
    if (isAscii(line)) continue;
    if (isUtf8(line)) lines.good++;
    else {
      lines.bad++;
      if (length < GUESSED_BYTES) length += beyond.push(line.subarray(0, GUESSED_BYTES)) && line.length;
    }
  }
  return { ...lines, beyond: Buffer.concat(beyond) };
}

function isDecoded(name: string): boolean {
  if (name === 'ASCII' || name.startsWith('UTF')) return false;
  try {
    return new TextDecoder(name) !== undefined;
  } catch {
    return false;
  }
}

/** Whether nothing is clearly more likely than what the web reads as Windows-1252, by either of its names. */
function isLikelyLatin(guesses: readonly Guess[]): boolean {
  const latin = guesses.find(({ name }) => LATIN.has(name))?.confidence ?? 0;
  return latin >= (guesses[0]?.confidence ?? 0) - MARGIN;
}

function isWestern(beyond: Buffer, bytes: number): boolean {
  const text = new TextDecoder('windows-1252').decode(beyond);
  const [western, inWords] = [WESTERN, IN_WORD].map((pattern) => text.match(pattern)?.length ?? 0);
  const runs = beyond.toString('latin1').match(RUN)?.join('').length ?? 0;
  return western - inWords >= WESTERN_SHARE * bytes && runs <= RUN_SHARE * bytes;
}
