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

/** How much of the work of many fits is done, where several run at once and some turn out not to be needed. */
export class Meter {
  readonly #onWork: (done: number, size: number) => void;
  readonly #running = new Map<number, number>();
  #done = 0;
  #size = 0;
  #next = 0;

  /** @param onWork told how much of how much is done. */
  constructor(onWork: (done: number, size: number) => void) {
    this.#onWork = onWork;
  }

  /** Work that is to come. */
  plan(work: number): void {
    this.#size += work;
  }

  /** Work that was planned and is not needed. */
  drop(work: number): void {
    this.#size -= work;
  }

  /** Begins a fit. @returns what takes the share of it that is done. */
  begin(work: number): (share: number) => void {
    const key = this.#next++;
    return (share) => {
      if (share >= 1) {
        this.#running.delete(key);
        this.#done += work;
      } else this.#running.set(key, share * work);
      this.#tell();
    };
  }

  /** Ends the showing. */
  end(): void {
    // A bar that was never drawn has nothing to end.
    if (this.#next > 0) this.#onWork(this.#size, this.#size);
  }

  #tell(): void {
    const running = [...this.#running.values()].reduce((sum, work) => sum + work, 0);
    // A bar that is full stops: more may be planned.
    this.#onWork(Math.min(this.#done + running, this.#size - 1), this.#size);
  }
}
