const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;

/** Floats from one row of a matrix to the next: whole panels of 8 columns, the rest zeros. */
export function padded(columns: number): number {
  return Math.ceil(columns / 8) * 8;
}

/**
 * Places in a memory that is allocated once, when all of them are known. Addresses are bytes; 0 is never one.
 * What is never filled is zero.
 */
export class Arena {
  #bytes = ALIGNMENT;
  readonly #contents: { address: number; values: Float32Array | Int32Array }[] = [];

  /** The address of this many free bytes. */
  reserve(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  /** The address at which these values will lie. They are copied when the memory is made, not before. */
  place(values: Float32Array | Int32Array): number {
    const address = this.reserve(values.byteLength);
    this.#contents.push({ address, values });
    return address;
  }

  /** @throws RangeError when the engine has not that much memory. */
  allocate(): WebAssembly.Memory {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(this.#bytes / PAGE_BYTES) });
    for (const { address, values } of this.#contents) {
      const view = values instanceof Float32Array ? Float32Array : Int32Array;
      new view(memory.buffer, address, values.length).set(values);
    }
    return memory;
  }
}

/** A vector with zeros up to a whole panel. @returns [padded(length)]. */
export function padVector(values: ArrayLike<number>): Float32Array {
  const vector = new Float32Array(padded(values.length));
  vector.set(values);
  return vector;
}

/**
 * A weight in panels of 8 columns, each of which the product reads in one stream. Padding is zero.
 *
 * @param weight [kernel * inputs, outputs], row-major.
 * @returns [padded(outputs) / 8, kernel * padded(inputs), 8].
 */
export function packWeight(
  weight: Float32Array,
  kernel: number,
  inputs: number,
  outputs: number,
): Float32Array {
  const depth = kernel * padded(inputs);
  const packed = new Float32Array(depth * padded(outputs));
  for (let row = 0; row < kernel * inputs; row++) {
    const tap = Math.floor(row / inputs);
    const k = tap * padded(inputs) + (row - tap * inputs);
    for (let o = 0; o < outputs; o++) {
      packed[((o >> 3) * depth + k) * 8 + (o & 7)] = weight[row * outputs + o];
    }
  }
  return packed;
}
