import { fingerprintOf, MAX_PROBES, type NgramTensors, ngramSlots } from '../../src/model/network/ngrams.ts';

/** N-grams with their weights, those that matter most first. */
export type WeighedNgrams = {
  /** [ngrams], see `extendNgram`; each once. */
  hashes: Int32Array;
  /** [ngrams, labels], row-major. */
  weights: Float32Array;
  labels: number;
};

/** A table without its gate, and how many n-grams it has. */
export type PlacedNgrams = { ngrams: number; table: Omit<NgramTensors, 'gate'> };

const BYTE_LIMIT = 127;

/**
 * The n-grams as a model file holds them: weights in bytes with a scale a label, each n-gram at the first free place from that of
 * its hash on. One is left out where its bytes are all 0, where there is no free place near, or where it would be taken for another.
 *
 * @returns undefined where none is left.
 */
export function placeNgrams(weighed: WeighedNgrams): PlacedNgrams | undefined {
  const scale = scalesOf(weighed);
  const bytes = bytesOf(weighed, scale);
  const { labels, hashes } = weighed;
  let chosen = Int32Array.from(hashes.keys()).filter((i) =>
    bytes.subarray(i * labels, (i + 1) * labels).some((byte) => byte !== 0),
  );
  // The file's size follows from the number of its n-grams, so those that find no place may make it smaller.
  for (;;) {
    if (chosen.length === 0) return undefined;
    const slots = ngramSlots(chosen.length);
    const { places, placed } = placesOf(hashes, chosen, slots);
    if (ngramSlots(placed.length) === slots) {
      return {
        ngrams: placed.length,
        table: { ...filled(weighed, { bytes, placed, places, slots }), scale },
      };
    }
    chosen = placed;
  }
}

/** [labels], so that the largest weight of each is 127. */
function scalesOf({ weights, labels }: WeighedNgrams): Float32Array {
  const largest = new Float32Array(labels);
  weights.forEach((weight, i) => {
    largest[i % labels] = Math.max(largest[i % labels], Math.abs(weight));
  });
  return largest.map((most) => (most === 0 ? 1 : most / BYTE_LIMIT));
}

function bytesOf({ weights, labels }: WeighedNgrams, scale: Float32Array): Int8Array {
  return Int8Array.from(weights, (weight, i) => {
    const byte = Math.round(weight / scale[i % labels]);
    return Math.max(-BYTE_LIMIT, Math.min(BYTE_LIMIT, byte));
  });
}

/** Which of the chosen find a place, in their order, and where. */
function placesOf(hashes: Int32Array, chosen: Int32Array, slots: number) {
  const fingerprints = new Uint16Array(slots);
  const places = new Int32Array(chosen.length);
  let count = 0;
  const placed = chosen.filter((i) => {
    const slot = freeSlot(fingerprints, hashes[i]);
    if (slot < 0) return false;
    fingerprints[slot] = fingerprintOf(hashes[i]);
    places[count++] = slot;
    return true;
  });
  return { places, placed };
}

/** Where an n-gram may be put, or −1. */
function freeSlot(fingerprints: Uint16Array, hash: number): number {
  const own = fingerprintOf(hash);
  for (let probe = 0; probe < MAX_PROBES; probe++) {
    const slot = (hash + probe) & (fingerprints.length - 1);
    if (fingerprints[slot] === 0) return slot;
    if (fingerprints[slot] === own) return -1;
  }
  return -1;
}

function filled(
  { hashes, labels }: WeighedNgrams,
  {
    bytes,
    placed,
    places,
    slots,
  }: { bytes: Int8Array; placed: Int32Array; places: Int32Array; slots: number },
): Pick<NgramTensors, 'fingerprint' | 'weight'> {
  const fingerprint = new Uint16Array(slots);
  const weight = new Int8Array(slots * labels);
  placed.forEach((i, at) => {
    const slot = places[at];
    fingerprint[slot] = fingerprintOf(hashes[i]);
    weight.set(bytes.subarray(i * labels, (i + 1) * labels), slot * labels);
  });
  return { fingerprint, weight };
}
