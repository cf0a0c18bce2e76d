import { GATE_BOUNDS } from '../../src/model/network/ngrams.ts';

/** What network and table say of texts that neither was trained on. */
export type HeldSums = {
  /** [texts, labels], of the network. */
  logits: Float32Array;
  /** [texts, labels], of the table, with a gate of `OPEN_GATE`. */
  sums: Float32Array;
  /** [texts]. */
  labels: Int32Array;
  /** [texts], tokens of each. */
  lengths: Int32Array;
};

/** Divides by the root of the tokens alone. */
export const OPEN_GATE = Float32Array.of(2, 0, 0);

/** A gate, and how many nats the labels of all texts are likelier with it than without the table. */
export type GateFit = { gate: Float32Array; gain: number };

/** How much the network counts, and the gate, its slope being about the middle of the lengths; sizes as logarithms, so that they stay above 0. */
type Point = { network: number; size: number; offset: number; slope: number };

const FIELDS = ['network', 'size', 'offset', 'slope'] as const;
/** The table counts half before any text has said more. */
const START = Float32Array.of(1, 0, 0);
/** Of a gate that opens at a length: half open there, at half of it 0.4 %, at twice 99.6 %. */
const STEEP = 8;
/** Standard deviations of a normal prior around the start: a hundred texts say little of a slope. */
const SPREAD: Point = { network: 1, size: 1, offset: 1, slope: 0.5 };
/** Steps of Adam (Kingma & Ba 2015), and its rate, which falls to 0. */
const STEPS = 300;
const RATE = 0.1;
const MOMENTUM = { first: 0.9, second: 0.99 };
const EPSILON = 1e-8;
/** Shares are taken to be no smaller, so that one text's loss stays finite. */
const LEAST_SHARE = 1e-30;
/** Of a gate that the prior lies around. */
const LEAST_SIZE = 1e-3;
/** Texts that are read: more say nothing new of four numbers. */
const MOST_TEXTS = 20_000;

/**
 * The most probable gate after labels of texts that neither network nor table was trained on. How much the network itself counts is
 * fitted beside it and taken out again: the calibration has that.
 *
 * @param start the gate that the prior lies around.
 * @param from tokens at which the gate opens: only its size is fitted then, to texts of as many or more. 0 = by the texts.
 */
export function fitGate(all: HeldSums, start: Float32Array = START, from = 0): GateFit {
  return from > 0
    ? fitted(fromLength(all, from), openingAt(start[0], from), ['network', 'size'])
    : fitted(all, start, FIELDS);
}

/** A gate that is shut for texts of fewer tokens than about `from`. */
function openingAt(size: number, from: number): Float32Array {
  return Float32Array.of(size, -STEEP * Math.log(from), STEEP);
}

function fromLength({ logits, sums, labels, lengths }: HeldSums, from: number): HeldSums {
  const classes = logits.length / labels.length;
  const texts = [...labels.keys()].filter((text) => lengths[text] >= from);
  const rows = (table: Float32Array) =>
    Float32Array.from({ length: texts.length * classes }, (_, i) => {
      return table[texts[Math.floor(i / classes)] * classes + (i % classes)];
    });
  return {
    logits: rows(logits),
    sums: rows(sums),
    labels: Int32Array.from(texts, (text) => labels[text]),
    lengths: Int32Array.from(texts, (text) => lengths[text]),
  };
}

/** @param fields that may move. */
function fitted(
  held: HeldSums,
  [first, offsetBefore, slopeBefore]: Float32Array,
  fields: readonly (typeof FIELDS)[number][],
): GateFit {
  const texts = Math.min(held.labels.length, MOST_TEXTS);
  const middle = middleLogarithm(held.lengths.subarray(0, texts));
  const start = {
    network: 0,
    size: Math.log(Math.max(LEAST_SIZE, first)),
    offset: offsetBefore + slopeBefore * middle,
    slope: slopeBefore,
  };
  const loss = new Loss(held, { texts, middle, start });
  const alone = minimise(start, (point) => loss.at(point, false), ['network']);
  const both = minimise(start, (point) => loss.at(point, true), fields);
  const { network, size, offset, slope } = both;
  const gain = loss.at(alone, false).loss - loss.at(both, true).loss;
  const gate = Float32Array.of(Math.exp(size - network), offset - slope * middle, slope);
  return { gate: gate.map((value, at) => within(value, Object.values(GATE_BOUNDS)[at])), gain };
}

function within(value: number, { minimum, maximum }: { minimum: number; maximum: number }): number {
  return Math.min(maximum, Math.max(minimum, value));
}

/** Where a function is least that is about a bowl. @param f gives value and gradient. @param fields that may move. */
function minimise(
  start: Point,
  f: (point: Point) => { gradient: Point },
  fields: readonly (typeof FIELDS)[number][],
): Point {
  const point = { ...start };
  const first = { network: 0, size: 0, offset: 0, slope: 0 };
  const second = { ...first };
  for (let step = 1; step <= STEPS; step++) {
    const { gradient } = f(point);
    const rate = RATE * (1 - (step - 1) / STEPS);
    for (const field of fields) {
      first[field] += (1 - MOMENTUM.first) * (gradient[field] - first[field]);
      second[field] += (1 - MOMENTUM.second) * (gradient[field] ** 2 - second[field]);
      const mean = first[field] / (1 - MOMENTUM.first ** step);
      const square = second[field] / (1 - MOMENTUM.second ** step);
      point[field] -= (rate * mean) / (Math.sqrt(square) + EPSILON);
    }
  }
  return point;
}

/** The negative logarithm of the labels' probability and the prior's density, in nats, and its gradient. */
class Loss {
  readonly #held: HeldSums;
  readonly #start: Point;
  readonly #texts: number;
  readonly #classes: number;
  /** [texts], logarithms of their tokens, about the middle. */
  readonly #lengths: Float64Array;
  readonly #shares: Float64Array;

  constructor(held: HeldSums, { texts, middle, start }: { texts: number; middle: number; start: Point }) {
    this.#held = held;
    this.#start = start;
    this.#texts = texts;
    this.#classes = held.logits.length / held.labels.length;
    this.#lengths = Float64Array.from(held.lengths, (tokens) => Math.log(tokens) - middle);
    this.#shares = new Float64Array(this.#classes);
  }

  at(point: Point, hasTable: boolean): { loss: number; gradient: Point } {
    const network = Math.exp(point.network);
    const size = hasTable ? Math.exp(point.size) : 0;
    const gradient = { network: 0, size: 0, offset: 0, slope: 0 };
    let loss = 0;
    for (let text = 0; text < this.#texts; text++) {
      const open = 1 / (1 + Math.exp(-(point.offset + point.slope * this.#lengths[text])));
      const told = this.#text(text, network, size * open);
      loss += told.loss;
      gradient.network += told.network * network;
      gradient.size += told.table * size * open;
      gradient.offset += told.table * size * open * (1 - open);
      gradient.slope += told.table * size * open * (1 - open) * this.#lengths[text];
    }
    for (const field of FIELDS) {
      const distance = (point[field] - this.#start[field]) / SPREAD[field];
      loss += distance ** 2 / 2;
      gradient[field] += distance / SPREAD[field];
    }
    return { loss, gradient };
  }

  /** Of one text the loss, and how it changes with what network and table count. */
  #text(text: number, network: number, table: number): { loss: number; network: number; table: number } {
    const { logits, sums, labels } = this.#held;
    const begin = text * this.#classes;
    let most = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < this.#classes; label++) {
      this.#shares[label] = network * logits[begin + label] + table * sums[begin + label];
      most = Math.max(most, this.#shares[label]);
    }
    let sum = 0;
    for (let label = 0; label < this.#classes; label++) {
      this.#shares[label] = Math.exp(this.#shares[label] - most);
      sum += this.#shares[label];
    }
    const own = Math.max(LEAST_SHARE, this.#shares[labels[text]]);
    const told = { loss: Math.log(sum) - Math.log(own), network: 0, table: 0 };
    for (let label = 0; label < this.#classes; label++) {
      const error = this.#shares[label] / sum - (label === labels[text] ? 1 : 0);
      told.network += error * logits[begin + label];
      told.table += error * sums[begin + label];
    }
    return told;
  }
}

/** The mean of the logarithms of lengths. */
function middleLogarithm(lengths: Int32Array): number {
  return lengths.reduce((sum, tokens) => sum + Math.log(tokens), 0) / Math.max(1, lengths.length);
}
