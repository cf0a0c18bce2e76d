/**
 * What the threads of a run tell each other while they train: a few 32-bit words in shared memory. No message is
 * sent within an epoch.
 */

/** Words of the control block. */
const WORD = {
  arrived: 0,
  generation: 1,
  next: 2,
  step: 3,
  aborted: 4,
  stopRequested: 5,
  stopping: 6,
  beats: 7,
} as const;
const WORDS = 8;

/**
 * How often a thread looks before it sleeps, some 150 µs in all: the others are near, and to be woken takes longer. It pauses
 * between, so that a thread that shares its core gets on.
 */
const SPINS = 5000;
/** Node has it from 24 on. */
const { pause } = Atomics as { pause?: () => void };
/** How often a sleeping thread looks whether the run was aborted. */
const WAKE_MS = 200;

/** Thrown in the threads that wait for one that failed; the failed one has the cause. */
export class AbortedError extends Error {}

/** One view of the control block; every thread makes its own. */
export class Control {
  readonly #words: Int32Array;
  readonly #parties: number;

  /** @param parties threads that meet at the barrier. */
  constructor(memory: SharedArrayBuffer, parties: number) {
    this.#words = new Int32Array(memory);
    this.#parties = parties;
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT);
  }

  /**
   * Returns when every thread has arrived.
   *
   * @throws AbortedError when another thread failed.
   */
  barrier(): void {
    const generation = Atomics.load(this.#words, WORD.generation);
    if (Atomics.add(this.#words, WORD.arrived, 1) === this.#parties - 1) {
      Atomics.store(this.#words, WORD.arrived, 0);
      Atomics.add(this.#words, WORD.generation, 1);
      Atomics.notify(this.#words, WORD.generation);
    } else {
      this.#wait(generation);
    }
    if (this.aborted) throw new AbortedError('another worker failed');
  }

  #wait(generation: number): void {
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(this.#words, WORD.generation) !== generation) return;
      pause?.();
    }
    while (Atomics.load(this.#words, WORD.generation) === generation && !this.aborted) {
      Atomics.wait(this.#words, WORD.generation, generation, WAKE_MS);
    }
  }

  /** Hands out 0, 1, 2, … to whoever asks first. */
  take(): number {
    return Atomics.add(this.#words, WORD.next, 1);
  }

  /** Starts `take` anew; for one thread while the others are between barriers. */
  resetTake(): void {
    Atomics.store(this.#words, WORD.next, 0);
  }

  /** Steps of the epoch that are done. */
  get step(): number {
    return Atomics.load(this.#words, WORD.step);
  }

  set step(value: number) {
    Atomics.store(this.#words, WORD.step, value);
  }

  /** Tells the watchdog that this thread is getting on. */
  beat(): void {
    Atomics.add(this.#words, WORD.beats, 1);
  }

  /** Signs of life of all threads; as long as it changes, some thread is getting on. */
  get beats(): number {
    return Atomics.load(this.#words, WORD.beats);
  }

  get aborted(): boolean {
    return Atomics.load(this.#words, WORD.aborted) === 1;
  }

  /** Wakes every thread that waits and makes it throw. */
  abort(): void {
    Atomics.store(this.#words, WORD.aborted, 1);
    Atomics.notify(this.#words, WORD.generation);
  }

  /** Asks for an end after the step at hand. */
  requestStop(): void {
    Atomics.store(this.#words, WORD.stopRequested, 1);
  }

  /** One thread decides for all, between two barriers, so that none goes on alone. */
  decideStop(): void {
    Atomics.store(this.#words, WORD.stopping, Atomics.load(this.#words, WORD.stopRequested));
  }

  get stopping(): boolean {
    return Atomics.load(this.#words, WORD.stopping) === 1;
  }

  /** Before the workers start on something. */
  reset(): void {
    for (const word of [WORD.arrived, WORD.next]) Atomics.store(this.#words, word, 0);
  }
}
