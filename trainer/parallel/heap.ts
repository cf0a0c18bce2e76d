import { UserError } from '../errors.ts';

const PAGE_BYTES = 65_536;
/** 4 GiB, all that 32-bit WebAssembly can address. */
const MAX_PAGES = 65_536;
const ALIGNMENT = 16;

type Floats = Float32Array<SharedArrayBuffer>;
type Doubles = Float64Array<SharedArrayBuffer>;
type Ints = Int32Array<SharedArrayBuffer>;

/** Memory that threads share and WebAssembly can work on, handed out from the start. It begins as zeros. */
export class SharedHeap {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES, shared: true });
  #used = 0;

  /** @throws UserError when 4 GiB are used up. */
  floats(length: number): Floats {
    const begin = this.#take(Float32Array.BYTES_PER_ELEMENT * length);
    return new Float32Array(this.#buffer, begin, length);
  }

  /** @throws UserError when 4 GiB are used up. */
  doubles(length: number): Doubles {
    const begin = this.#take(Float64Array.BYTES_PER_ELEMENT * length);
    return new Float64Array(this.#buffer, begin, length);
  }

  /** @throws UserError when 4 GiB are used up. */
  ints(length: number): Ints {
    const begin = this.#take(Int32Array.BYTES_PER_ELEMENT * length);
    return new Int32Array(this.#buffer, begin, length);
  }

  get #buffer(): SharedArrayBuffer {
    return this.memory.buffer as SharedArrayBuffer;
  }

  #take(bytes: number): number {
    const begin = this.#used;
    this.#used = Math.ceil((begin + bytes) / ALIGNMENT) * ALIGNMENT;
    const pages = Math.ceil(this.#used / PAGE_BYTES);
    const missing = pages - this.#buffer.byteLength / PAGE_BYTES;
    if (pages > MAX_PAGES) {
      throw new UserError(
        `weights, moments and gradients take over ${this.#used} bytes, allowed ${MAX_PAGES * PAGE_BYTES}: ` +
          'give a smaller --max-vocabulary, --embedding or --shards',
      );
    }
    if (missing > 0) this.memory.grow(missing);
    return begin;
  }
}
