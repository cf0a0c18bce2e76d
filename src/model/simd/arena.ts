const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;
/** Columns of a packed weight that lie side by side. */
const PANEL = 8;

/** Floats from one row of a matrix to the next: whole panels of columns, the rest zeros. */
export function padded(columns: number): number {
  return Math.ceil(columns / PANEL) * PANEL;
}

/** Fills floats that are zero so far. */
type Fill = (target: Float32Array) => void;

/**
 * Places in a memory that is allocated once, when all of them are known. Addresses are bytes; 0 is never one.
 * What is never filled is zero.
 */
export class Arena {
  #bytes = ALIGNMENT;
  readonly #contents: { address: number; length: number; fill: Fill }[] = [];

  /** The address of this many free bytes. */
  reserve(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  /** The address of this many floats, filled as soon as the memory is there. */
  place(length: number, fill: Fill): number {
    const address = this.reserve(4 * length);
    this.#contents.push({ address, length, fill });
    return address;
  }

  /** @throws RangeError when the engine has not that much memory. */
  allocate(): WebAssembly.Memory {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(this.#bytes / PAGE_BYTES) });
    for (const { address, length, fill } of this.#contents) {
      fill(new Float32Array(memory.buffer, address, length));
    }
    return memory;
  }
}
