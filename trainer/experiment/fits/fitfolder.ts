import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isThere } from '../../files/outputs.ts';
import { writeWhole } from '../../files/writewhole.ts';

/** Where the fits of a selection lie. */
export const FITS = 'fits';
/** Finished fits: a small file each, named by the digest of all that decides it. */
export class FitFolder<Fit extends object> {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #report: (message: string) => void;

  /**
   * @param maxBytes of a file that may be one of these.
   * @param report told of a file that is damaged.
   * @param folder in `out`.
   */
  constructor(out: string, maxBytes: number, report: (message: string) => void, folder = FITS) {
    this.#path = join(out, folder);
    this.#maxBytes = maxBytes;
    this.#report = report;
  }

  /** A fit that is there already; undefined where it is not, or its file is damaged. */
  async read(digest: string): Promise<Fit | undefined> {
    const path = this.#pathOf(digest);
    if (!(await isThere(path))) return undefined;
    const fit = fitIn<Fit>(await textOf(path, this.#maxBytes));
    if (fit === undefined) this.#report(`${path} is damaged: that fit is done again`);
    return fit;
  }

  /** @param name of the candidate or arm, for people. */
  async write(digest: string, name: string, fit: Fit): Promise<void> {
    const content = { candidate: name, ...fit };
    await writeWhole(this.#pathOf(digest), `${JSON.stringify({ ...content, check: checkOf(content) })}\n`);
  }

  #pathOf(digest: string): string {
    return join(this.#path, `${digest}.json`);
  }
}

/** Undefined for what is no small file. @throws UserError when it cannot be read. */
async function textOf(path: string, maxBytes: number): Promise<string | undefined> {
  const stats = await lstat(path);
  if (!stats.isFile() || stats.size > maxBytes) return undefined;
  return readFile(path, 'utf8').catch((error) => {
    throw new UserError(`cannot read ${path}, a fit that is done: ${error.message}`);
  });
}

/** The fit that a file says; undefined where a byte of it is another. */
function fitIn<Fit>(text: string | undefined): Fit | undefined {
  try {
    const { check, ...content } = JSON.parse(text ?? '');
    if (check !== checkOf(content)) return undefined;
    const { candidate, ...fit } = content;
    return fit as Fit;
  } catch {
    return undefined;
  }
}

function checkOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
