import { UserError } from '../errors.ts';

/** What a `Map` can hold. */
const MAX_STRINGS = 2 ** 24 - 1;
/** V8 copies shorter slices; a longer one keeps the whole string alive that it was cut from. */
const MAX_COPIED_SLICE = 12;

/** Different strings, numbered from 0 in the order in which they come. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #kind: string;

  /** @param kind what the strings are, in the plural, for messages. */
  constructor(kind: string) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#ids.size;
  }

  /**
   * The string's number; a new one where it has none.
   *
   * @throws UserError when there are too many.
   */
  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    if (id === MAX_STRINGS) {
      throw new UserError(
        `the data has over ${MAX_STRINGS.toLocaleString('en-US')} different ${this.#kind}: train on a part of it`,
      );
    }
    this.#ids.set(detach(text), id);
    return id;
  }

  /** All strings, by rising number. */
  strings(): IterableIterator<string> {
    return this.#ids.keys();
  }
}

function detach(text: string): string {
  return text.length > MAX_COPIED_SLICE ? Buffer.from(text, 'utf16le').toString('utf16le') : text;
}
