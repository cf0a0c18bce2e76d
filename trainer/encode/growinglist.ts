type Numbers = Float32Array | Int32Array;

const FIRST_LENGTH = 1024;
/** What one typed array can hold. */
const MAX_LENGTH = 2 ** 31 - 1;

/** A list of numbers of 32 bits. Numbers in a plain array would take twice to eight times the memory. */
class GrowingList<Values extends Numbers> {
  length = 0;
  #values: Values;
  readonly #allocate: (length: number) => Values;

  /** @param allocate makes the array that the numbers lie in. */
  constructor(allocate: (length: number) => Values) {
    this.#allocate = allocate;
    this.#values = allocate(FIRST_LENGTH);
  }

  /** @throws RangeError when the list is full. */
  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  /** The list so far, without a copy: good until the next `push`. */
  view(): Values {
    return this.#values.subarray(0, this.length) as Values;
  }

  #grow(): void {
    if (this.length === MAX_LENGTH) {
      throw new RangeError(`the data has over ${MAX_LENGTH} tokens, train on a part of it`);
    }
    const grown = this.#allocate(Math.min(MAX_LENGTH, 2 * this.length));
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** An empty list of whole numbers. */
export function growingInts(): GrowingList<Int32Array> {
  return new GrowingList<Int32Array>((length) => new Int32Array(length));
}

/** An empty list of floats. */
export function growingFloats(): GrowingList<Float32Array> {
  return new GrowingList<Float32Array>((length) => new Float32Array(length));
}
