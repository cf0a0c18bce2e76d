import type { Task } from '../../report/article/record.ts';

/** How many texts a task has. */
export type TextCounts = {
  train: number;
  /** Infinity takes all that are left. */
  test: number;
};

/** What an article measures, as far as its size goes. */
export type Size = {
  quick: boolean;
  /** Of the fits; the rates are chosen with seed 0. */
  seeds: readonly number[];
  /** Numbers of blocks of the question `depth`. */
  depths: readonly number[];
  /** Channels of all networks but the article's own, and floats of their embedding rows. */
  width: number;
  epochs: number;
  texts: Readonly<Record<Task, TextCounts>>;
  /** Rates that are tried of an arm's own, those in the middle of them. */
  mostRates: number;
  /** Of the selection. */
  folds: number;
  /** How often each speed is measured, and with how many texts. */
  speed: { rounds: number; texts: number; spins: number };
};

/** Half an hour on two cores. */
export const FULL: Size = {
  quick: false,
  seeds: [1, 2, 3, 4, 5],
  depths: [1, 2, 4, 8, 16, 32],
  width: 32,
  epochs: 6,
  texts: {
    sentences: { train: 5000, test: Number.POSITIVE_INFINITY },
    emotions: { train: 5000, test: 3000 },
    reviews: { train: 3000, test: 3000 },
    chinese: { train: 4000, test: 2500 },
  },
  mostRates: 5,
  folds: 5,
  speed: { rounds: 7, texts: 16_000, spins: 1_000_000_000 },
};

/** The same path in some minutes: depths at the ends of the list, fewer texts, seeds, epochs and rates. */
export const QUICK: Size = {
  quick: true,
  seeds: [1, 2],
  depths: [1, 32],
  width: 32,
  epochs: 4,
  texts: {
    sentences: { train: 2000, test: 1000 },
    emotions: { train: 2000, test: 1000 },
    reviews: { train: 500, test: 500 },
    chinese: { train: 500, test: 500 },
  },
  mostRates: 2,
  folds: 3,
  speed: { rounds: 1, texts: 4000, spins: 200_000_000 },
};
