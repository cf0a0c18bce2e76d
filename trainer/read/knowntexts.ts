import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { isThere } from '../files/outputs.ts';

/**
 * Which texts a model was trained on, as a filter of bits (Bloom 1970) that says "no" for certain and "yes" wrongly for one text in a
 * thousand. It is a megabyte and a half where the digests of 778,156 texts are six, and no text can be read out of it.
 */
export type KnownTexts = {
  /** Version of the model. */
  model: string;
  /** Different texts. */
  texts: number;
  /** @param digest 16 hex digits, as `digest` gives them. */
  has(digest: string): boolean;
};

const FORMAT = 'edge-sentiment-digests/1';
const BYTES = 1_500_000;
const BITS = 8 * BYTES;
/** Bits that a text sets: with 15.4 bits a text, 10 leave one in a thousand wrong. */
const HASHES = 10;
const HEADER_BYTES = 200;
const NEWLINE = 10;

/** Where the filter of a model lies: beside it. */
export function digestsPath(model: string): string {
  return `${model.replace(/\.safetensors$/, '')}.digests.bin`;
}

/** The file of the filter: a line of JSON, then the bits. Equal digests give equal bytes, in whatever order they come. */
export function writeKnownTexts(model: string, digests: ReadonlySet<string>): Uint8Array {
  const header = `${JSON.stringify({ format: FORMAT, model, texts: digests.size })}\n`;
  const bits = new Uint8Array(BYTES);
  for (const digest of digests) {
    for (const bit of bitsOf(digest)) bits[bit >> 3] |= 1 << (bit & 7);
  }
  return Buffer.concat([Buffer.from(header), bits]);
}

/**
 * Reads the filter that lies beside a model.
 *
 * @param version of the model.
 * @returns undefined where there is none, or that of another version.
 * @throws UserError when the file is none.
 */
export async function readKnownTexts(model: string, version: string): Promise<KnownTexts | undefined> {
  const path = digestsPath(model);
  if (!(await isThere(path))) return undefined;
  const damaged = () => new UserError(`${path} is no file of digests: remove it, or make it again`);
  const bytes = await readUpTo(path, BYTES + HEADER_BYTES, damaged);
  const end = bytes.subarray(0, HEADER_BYTES).indexOf(NEWLINE);
  const header = headerOf(bytes.subarray(0, Math.max(0, end)).toString('utf8'));
  const bits = bytes.subarray(end + 1);
  if (header === undefined || bits.length !== BYTES) throw damaged();
  if (header.model !== version) return undefined;
  const isSet = (bit: number) => (bits[bit >> 3] & (1 << (bit & 7))) !== 0;
  return { ...header, has: (digest) => bitsOf(digest).every(isSet) };
}

function headerOf(line: string): Pick<KnownTexts, 'model' | 'texts'> | undefined {
  try {
    const { format, model, texts } = JSON.parse(line);
    const isOurs = format === FORMAT && typeof model === 'string' && Number.isSafeInteger(texts);
    return isOurs ? { model, texts } : undefined;
  } catch {
    return undefined;
  }
}

/** The bits of a digest, from its two halves (Kirsch & Mitzenmacher 2006). */
function bitsOf(digest: string): number[] {
  const first = Number.parseInt(digest.slice(0, 8), 16);
  // An odd step meets every bit once before it comes round.
  const step = Number.parseInt(digest.slice(8, 16), 16) | 1;
  return Array.from({ length: HASHES }, (_, i) => (first + i * (step >>> 0)) % BITS);
}
