/**
 * The table of n-gram weights beside the network: runs of one to three tokens, each with a weight a label. A text's logits are
 * those of the network and, times a gate that its length opens or closes, the sum of the weights of the n-grams that it has.
 */
import { type EncodedText, NO_TOKEN } from '../text/encode.ts';
import type { Span } from '../text/sentences.ts';
import type { NumberBound } from './config.ts';
import type { Network } from './forward.ts';

/** Tokens of the longest n-gram. */
export const MAX_NGRAM_TOKENS = 3;
/** Places that a search looks at. No table makes it longer, whatever its bytes are. */
export const MAX_PROBES = 32;
/** A table is at most so full. At 200,000 n-grams one look-up in 7,000 takes an n-gram that is not there for another. */
const MAX_LOAD = 0.8;
const MIN_SLOTS = 8;

/** The table as it lies in a model file. Slots are a power of two: see `ngramSlots`. */
export type NgramTensors = {
  /** [slots], 16 bits of the n-gram that is there, from 1 on; 0 where none is. */
  fingerprint: Uint16Array;
  /** [slots, labels], row-major; 0 where no n-gram is. */
  weight: Int8Array;
  /** [labels], what a weight of 1 adds to a label's logit, before gate and root: see `gateOf`. */
  scale: Float32Array;
  /** [3], s, a and b of `s / (1 + exp(−(a + b · log tokens))) / √tokens`, which the sums are multiplied by. */
  gate: Float32Array;
  /** Hashes of single tokens and of pairs that have no part in any n-gram, where they are to be read all the same; left out where there are none. */
  silent?: Int32Array;
};

/** What the numbers of a gate may be: no sum of weights times it overflows. */
export const GATE_BOUNDS = {
  size: { minimum: 0, maximum: 64 },
  offset: { minimum: -1000, maximum: 1000 },
  slope: { minimum: -1000, maximum: 1000 },
} as const satisfies Record<string, Pick<NumberBound, 'minimum' | 'maximum'>>;

/** Places of a table of so many n-grams. */
export function ngramSlots(ngrams: number): number {
  let slots = MIN_SLOTS;
  while (slots * MAX_LOAD < ngrams) slots *= 2;
  return slots;
}

/**
 * The hash of an n-gram that is one token longer than the one of `hash`; of no token at all it is 0. Two rounds of MurmurHash3's
 * finaliser, so that each bit of it hangs on each token and its place.
 */
export function extendNgram(hash: number, token: number): number {
  let h = (Math.imul(hash, 0x9e3779b1) + token) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** What tells the n-grams of neighbouring places apart, 1 to 65,535. */
export function fingerprintOf(hash: number): number {
  return Math.imul(hash, 0x27d4eb2f) >>> 16 || 1;
}

/** The share of the table's sums that a text of so many tokens has: their sum grows about as the root of its tokens does. */
export function gateOf([size, offset, slope]: Float32Array, tokens: number): number {
  return size / (1 + Math.exp(-(offset + slope * Math.log(tokens)))) / Math.sqrt(tokens);
}

/** Looks up n-grams. It is safe on damaged tensors: no read leaves them, and every search ends. */
export class NgramTable {
  readonly #tensors: NgramTensors;
  readonly #labels: number;
  /** [slots], how often the text at hand has the n-gram that is there; zeros between texts. */
  readonly #counts: Uint16Array;
  readonly #silent: ReadonlySet<number>;

  constructor(tensors: NgramTensors) {
    this.#silent = new Set(tensors.silent);
    this.#tensors = tensors;
    this.#labels = tensors.scale.length;
    this.#counts = new Uint16Array(tensors.fingerprint.length);
  }

  /**
   * What the table adds to a text's logits. An n-gram that stands twice counts once.
   *
   * @param hashes int32 [T], of the tokens; an n-gram has no `NO_TOKEN`.
   * @returns float32 [labels].
   */
  logits(hashes: Int32Array): Float32Array {
    return this.without(hashes, [{ begin: 0, end: 0 }])[0];
  }

  /** The same without each group of neighbouring tokens, whose places stay: so do the n-grams around them, and the gate. */
  without(hashes: Int32Array, groups: readonly Span[]): Float32Array[] {
    const slots = this.#slotsOf(hashes);
    const sums = new Int32Array(this.#labels);
    for (const slot of slots) if (slot >= 0) this.#take(slot, sums);
    const gate = gateOf(this.#tensors.gate, hashes.length);
    const { scale } = this.#tensors;
    const all = groups.map((group) => {
      const left = this.#sumsWithout(slots, group, sums);
      return scale.map((each, label) => gate * (each * left[label]));
    });
    for (const slot of slots) if (slot >= 0) this.#counts[slot] = 0;
    return all;
  }

  /** Where each n-gram of a text is, or −1. @returns [T * MAX_NGRAM_TOKENS], by first token, then by length. */
  #slotsOf(all: Int32Array): Int32Array {
    const hashes = this.#silent.size === 0 ? all : this.#spoken(all);
    const slots = new Int32Array(hashes.length * MAX_NGRAM_TOKENS).fill(-1);
    const { length } = hashes;
    for (let first = 0; first < length; first++) {
      let hash = 0;
      const end = Math.min(length, first + MAX_NGRAM_TOKENS);
      for (let token = first; token < end; token++) {
        if (hashes[token] === NO_TOKEN) break;
        hash = extendNgram(hash, hashes[token]);
        slots[first * MAX_NGRAM_TOKENS + token - first] = this.find(hash);
      }
    }
    return slots;
  }

  /** The hashes with `NO_TOKEN` for each token that is silent, by itself or beside its neighbour. */
  #spoken(hashes: Int32Array): Int32Array {
    const left = hashes.slice();
    for (let token = 0; token < hashes.length; token++) {
      const one = extendNgram(0, hashes[token]);
      if (this.#silent.has(one)) left[token] = NO_TOKEN;
      if (token + 1 === hashes.length) break;
      if (this.#silent.has(extendNgram(one, hashes[token + 1]))) left.fill(NO_TOKEN, token, token + 2);
    }
    return left;
  }

  /** The place of an n-gram, or −1. @param hash see `extendNgram`. */
  find(hash: number): number {
    const { fingerprint } = this.#tensors;
    const mask = fingerprint.length - 1;
    const own = fingerprintOf(hash);
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + probe) & mask;
      const there = fingerprint[slot];
      if (there === own) return slot;
      if (there === 0) return -1;
    }
    return -1;
  }

  #take(slot: number, sums: Int32Array): void {
    if (this.#counts[slot]++ === 0) this.#add(slot, sums, 1);
  }

  #add(slot: number, sums: Int32Array, sign: number): void {
    const { weight } = this.#tensors;
    const labels = this.#labels;
    const at = slot * labels;
    for (let label = 0; label < labels; label++) sums[label] += sign * weight[at + label];
  }

  /** Whole numbers, whose sums are the same in any order. @param slots those of the text, in `#counts`, which stay as they are. */
  #sumsWithout(slots: Int32Array, { begin, end }: Span, sums: Int32Array): Int32Array {
    if (begin === end) return sums;
    const left = sums.slice();
    const gone = slotsAt(slots, { begin, end });
    for (const slot of gone) if (--this.#counts[slot] === 0) this.#add(slot, left, -1);
    for (const slot of gone) this.#counts[slot]++;
    return left;
  }
}

/** The places of the n-grams that these tokens are part of, each as often as it stands there. */
function slotsAt(slots: Int32Array, { begin, end }: Span): number[] {
  const found: number[] = [];
  for (let first = Math.max(0, begin + 1 - MAX_NGRAM_TOKENS); first < end; first++) {
    const least = Math.max(0, begin - first);
    for (let more = least; more < MAX_NGRAM_TOKENS; more++) {
      const slot = slots[first * MAX_NGRAM_TOKENS + more];
      if (slot >= 0) found.push(slot);
    }
  }
  return found;
}

/**
 * The network with a table beside it; the network itself where there is none. Whatever computes the network, the table is looked up
 * here, so that no engine differs in it.
 *
 * @returns a network that throws TypeError for a text without `hashes`.
 */
export function withNgrams(network: Network, tensors: NgramTensors | undefined): Network {
  if (tensors === undefined) return network;
  const table = new NgramTable(tensors);
  const whole = (text: EncodedText) => sum(network(text), table.logits(hashesOf(text)));
  return Object.assign(whole, {
    without(text: EncodedText, groups: readonly Span[]): Float32Array[] {
      const added = table.without(hashesOf(text), groups);
      return network.without(text, groups).map((logits, i) => sum(logits, added[i]));
    },
  });
}

function hashesOf({ hashes }: EncodedText): Int32Array {
  if (hashes === undefined) throw new TypeError('the text has no hashes of its tokens, which n-grams need');
  return hashes;
}

function sum(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}
