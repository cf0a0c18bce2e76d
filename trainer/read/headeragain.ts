import { isSameRow } from './headerless.ts';

/** Leaves out headers below the first one of a table: files with a header each were put together, as `cat` does it. */
export class HeaderAgain {
  readonly #path: string;
  #header: readonly string[] | undefined;
  /** Where it came again first. */
  #line = 0;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether a row is the header, for the first time or again. The first row that it is given is. */
  take({ line, fields }: { line: number; fields: readonly string[] }): boolean {
    if (this.#header === undefined) {
      this.#header = fields;
      return true;
    }
    if (!isSameRow(fields, this.#header)) return false;
    if (this.#count++ === 0) this.#line = line;
    return true;
  }

  tell(report: ((message: string) => void) | undefined): void {
    if (this.#count === 0) return;
    const often = this.#count === 1 ? '' : ` and ${(this.#count - 1).toLocaleString('en-US')} times more`;
    report?.(
      `note: the header of ${this.#path} stands again at line ${this.#line}${often}, and is left out there`,
    );
  }
}
