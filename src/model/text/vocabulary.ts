/** The vocabulary as tensors: loading a model builds no map of strings, and a hit is verified byte for byte. */
export type VocabularyTensors = {
  /** All tokens in UTF-8, one after the other, sorted by their bytes. */
  bytes: Uint8Array;
  /** [tokens + 1], where each token begins in `bytes`. */
  offsets: Uint32Array;
  /**
   * Open addressing with linear probing: token + 1 at the place of its hash or the next free one, 0 where free.
   * A power of two long, at most half full.
   */
  index: Uint32Array;
};

/** Longest token in bytes; longer ones are unknown. */
export const MAX_TOKEN_BYTES = 256;
const MIN_INDEX = 2;

const encoder = new TextEncoder();

/** FNV-1a, 32 bits, of `bytes[begin … end)` (draft-eastlake-fnv). */
export function fnv1a(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}

/**
 * Sorts tokens and indexes them.
 *
 * @throws RangeError when a token is empty, longer than 256 bytes or there twice.
 */
export function buildVocabulary(tokens: Iterable<string>): VocabularyTensors {
  const encoded = [...tokens].map((token) => encoder.encode(token)).sort(compareBytes);
  const offsets = new Uint32Array(encoded.length + 1);
  encoded.forEach((token, i) => {
    if (token.length === 0 || token.length > MAX_TOKEN_BYTES) {
      throw new RangeError(`a token has ${token.length} bytes, allowed 1 to ${MAX_TOKEN_BYTES}`);
    }
    if (i > 0 && compareBytes(encoded[i - 1], token) === 0) throw new RangeError(`token ${i} is there twice`);
    offsets[i + 1] = offsets[i] + token.length;
  });
  const bytes = new Uint8Array(offsets[encoded.length]);
  encoded.forEach((token, i) => {
    bytes.set(token, offsets[i]);
  });
  return { bytes, offsets, index: buildIndex(bytes, offsets) };
}

function buildIndex(bytes: Uint8Array, offsets: Uint32Array): Uint32Array {
  const tokens = offsets.length - 1;
  let length = MIN_INDEX;
  while (length < 2 * tokens) length *= 2;
  const index = new Uint32Array(length);
  for (let token = 0; token < tokens; token++) {
    let at = fnv1a(bytes, offsets[token], offsets[token + 1]) & (length - 1);
    while (index[at] !== 0) at = (at + 1) & (length - 1);
    index[at] = token + 1;
  }
  return index;
}

/** Looks tokens up in the tensors as they lie in the file. */
export class Vocabulary {
  /** Tokens. */
  readonly size: number;
  readonly #tensors: VocabularyTensors;
  readonly #scratch = new Uint8Array(MAX_TOKEN_BYTES);

  /**
   * Checks what can be checked without reading the tokens: start-up must not grow with their number.
   *
   * @throws RangeError naming the tensor.
   */
  constructor(tensors: VocabularyTensors) {
    const { bytes, offsets, index } = tensors;
    const tokens = offsets.length - 1;
    if (tokens < 0) throw new RangeError('vocabulary.offsets has 0 entries, allowed 1 or more');
    if (offsets[0] !== 0 || offsets[tokens] !== bytes.length) {
      throw new RangeError(
        `vocabulary.offsets goes from ${offsets[0]} to ${offsets[tokens]}, allowed 0 to ${bytes.length}`,
      );
    }
    const isPower = index.length >= MIN_INDEX && (index.length & (index.length - 1)) === 0;
    if (!isPower || index.length < 2 * tokens) {
      throw new RangeError(
        `vocabulary.index has ${index.length} places, allowed a power of two, at least ${2 * tokens}`,
      );
    }
    this.size = tokens;
    this.#tensors = tensors;
  }

  /** The token's number, or −1. Safe on damaged tensors: no read leaves them, and every search ends. */
  lookup(token: string): number {
    const length = this.#write(token);
    if (length < 0) return -1;
    const { index } = this.#tensors;
    const mask = index.length - 1;
    let at = fnv1a(this.#scratch, 0, length) & mask;
    for (let probe = 0; probe < index.length; probe++) {
      const entry = index[at];
      if (entry === 0) return -1;
      if (entry <= this.size && this.#isAt(entry - 1, length)) return entry - 1;
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** How many tokens begin with a character from the first to the last, both code points. */
  between(first: number, last: number): number {
    return this.#before(last + 1) - this.#before(first);
  }

  /** How many tokens come before this code point: UTF-8 sorts as code points do. Safe on damaged tensors. */
  #before(codePoint: number): number {
    const { bytes, offsets } = this.#tensors;
    const key = encoder.encode(String.fromCodePoint(codePoint));
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      const token = bytes.subarray(offsets[middle], offsets[middle + 1]);
      if (compareBytes(token, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @throws RangeError when there is no such token. */
  token(id: number): string {
    if (!Number.isInteger(id) || id < 0 || id >= this.size) {
      throw new RangeError(`token is ${id}, allowed 0 to ${this.size - 1}`);
    }
    const { bytes, offsets } = this.#tensors;
    return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(
      bytes.subarray(offsets[id], offsets[id + 1]),
    );
  }

  /**
   * Writes a token into the scratch as UTF-8. ASCII by hand: the encoder is a call out of JavaScript, and took half a microsecond a token
   * inside workerd.
   *
   * @returns its bytes, or −1 where no token is so long.
   */
  #write(token: string): number {
    if (token.length > MAX_TOKEN_BYTES) return -1;
    for (let i = 0; i < token.length; i++) {
      const unit = token.charCodeAt(i);
      if (unit >= 0x80) return this.#encode(token);
      this.#scratch[i] = unit;
    }
    return token.length;
  }

  #encode(token: string): number {
    const { read, written } = encoder.encodeInto(token, this.#scratch);
    return read < token.length ? -1 : written;
  }

  /** Whether the scratch's first `length` bytes are this token. */
  #isAt(token: number, length: number): boolean {
    const { bytes, offsets } = this.#tensors;
    const begin = offsets[token];
    if (offsets[token + 1] - begin !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[begin + i] !== this.#scratch[i]) return false;
    return true;
  }
}

/**
 * The costly half of the checks: tokens sorted, each once, valid UTF-8, and each found by the index.
 *
 * @throws RangeError naming the tensor.
 */
export function checkVocabulary(tensors: VocabularyTensors): void {
  const vocabulary = new Vocabulary(tensors);
  const { bytes, offsets, index } = tensors;
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const part = (token: number) => bytes.subarray(offsets[token], offsets[token + 1]);
  let used = 0;
  for (const entry of index) if (entry !== 0) used++;
  if (used !== vocabulary.size) {
    throw new RangeError(`vocabulary.index has ${used} entries, allowed ${vocabulary.size}`);
  }
  for (let token = 0; token < vocabulary.size; token++) {
    if (offsets[token] >= offsets[token + 1] || offsets[token + 1] > bytes.length) {
      throw new RangeError(`vocabulary.offsets does not rise at token ${token}`);
    }
    if (token > 0 && compareBytes(part(token - 1), part(token)) >= 0) {
      throw new RangeError(`vocabulary.bytes is not sorted at token ${token}`);
    }
    let text: string;
    try {
      text = decoder.decode(part(token));
    } catch {
      throw new RangeError(`vocabulary.bytes is not UTF-8 at token ${token}`);
    }
    if (vocabulary.lookup(text) !== token)
      throw new RangeError(`vocabulary.index does not find token ${token}`);
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}
