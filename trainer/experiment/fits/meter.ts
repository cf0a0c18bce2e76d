import type { ComparisonFold } from '../comparisonfolds.ts';
import type { Arm } from '../trainfold.ts';

/** About what training without a fold costs, in tokens times layers. */
export function workOf(
  arm: Pick<Arm, 'network' | 'config'>,
  { train: { texts, selected } }: ComparisonFold,
): number {
  const tokens = selected.reduce((sum, text) => sum + texts.offsets[text + 1] - texts.offsets[text], 0);
  return workOfTokens(arm, tokens);
}

/** The same, of a fold that has so many tokens to train on. */
export function workOfTokens({ network, config }: Pick<Arm, 'network' | 'config'>, tokens: number): number {
  // Reading the embedding and the head cost about as much as two blocks.
  return tokens * config.epochs * (2 + network.stem + network.blocks);
}

/** What is told of fits: how much work of how much is done, and how many of how many fits. */
type Told = {
  onWork: (done: number, size: number) => void;
  onFit?: (done: number, size: number) => void;
};

/** How much of the work of many fits is done, where several run at once and some turn out not to be needed. */
export class Meter {
  readonly #told: Told;
  readonly #running = new Map<number, number>();
  #done = 0;
  #size = 0;
  #next = 0;
  /** Fits that are done, those too that were there already, and all that are planned. */
  #fits = { done: 0, size: 0 };

  /** @param told of each step, and of each fit that was trained. */
  constructor(told: Told) {
    this.#told = told;
  }

  /** Fits that are to come. @param works of each. */
  plan(works: readonly number[]): void {
    this.#size += sumOf(works);
    this.#fits.size += works.length;
  }

  /** Fits that were planned and are not needed. */
  drop(works: readonly number[]): void {
    this.#size -= sumOf(works);
    this.#fits.size -= works.length;
  }

  /** A fit that was planned and is there already. */
  find(work: number): void {
    this.#size -= work;
    this.#fits.done++;
  }

  /** Begins a fit. @returns what takes the share of it that is done. */
  begin(work: number): (share: number) => void {
    const key = this.#next++;
    return (share) => {
      if (share >= 1) {
        this.#running.delete(key);
        this.#done += work;
        this.#fits.done++;
      } else this.#running.set(key, share * work);
      this.#tell();
      if (share >= 1) this.#told.onFit?.(this.#fits.done, this.#fits.size);
    };
  }

  /** Ends the showing. */
  end(): void {
    // A bar that was never drawn has nothing to end.
    if (this.#next > 0) this.#told.onWork(this.#size, this.#size);
  }

  #tell(): void {
    const running = sumOf([...this.#running.values()]);
    // A bar that is full stops: more may be planned.
    this.#told.onWork(Math.min(this.#done + running, this.#size - 1), this.#size);
  }
}

/**
 * What tells of fits in lines where no bar is drawn, such as `fit 5 of 24 is done`: ten or so in all, however many fits there are.
 *
 * @returns `onFit` of a meter.
 */
export function fitLines(report: (line: string) => void): (done: number, size: number) => void {
  let told = 0;
  return (done, size) => {
    if (done - told < size / 10) return;
    told = done;
    report(`fit ${done} of ${size} is done`);
  };
}

function sumOf(works: readonly number[]): number {
  return works.reduce((sum, work) => sum + work, 0);
}
