import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';

/** What a stage was made from and what it made, as digests. */
type StageRecord = { inputs: string; output: string };

/**
 * Runs the stages of a recipe, each only when it has not run on the same inputs before or its output is no longer what
 * it was.
 */
export class Stages {
  readonly #path: string;
  #records: Record<string, StageRecord> = {};
  #damaged = false;

  /** @param path of the file that remembers, JSON. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param inputs all that decides the output: JSON gives its digest.
   * @param output the file that the stage writes.
   * @returns the output's SHA-256.
   * @throws UserError when the output is there, but no stage of that name has begun: it is another's.
   */
  async run(name: string, inputs: unknown, output: string, make: () => Promise<void>): Promise<string> {
    await this.#read();
    const digest = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
    const before = Object.hasOwn(this.#records, name) ? this.#records[name] : undefined;
    const found = await digestOf(output);
    if (before?.inputs === digest && found === before.output) {
      say(`${name}: ${output} is there already, made from the same inputs`);
      return before.output;
    }
    if (before === undefined) await this.#begin(name, output, found);
    await make();
    const made = (await digestOf(output)) ?? '';
    await this.#record(name, { inputs: digest, output: made });
    return made;
  }

  /** From now on the output is this stage's, should the process be killed before it is done. */
  async #begin(name: string, output: string, found: string | undefined): Promise<void> {
    if (found !== undefined && !this.#damaged) {
      throw new UserError(`${output} is there, but no recipe made it: move it away, or give another --out`);
    }
    await this.#record(name, { inputs: '', output: '' });
  }

  async #record(name: string, record: StageRecord): Promise<void> {
    this.#records = { ...this.#records, [name]: record };
    await writeWhole(this.#path, `${JSON.stringify(this.#records, null, 2)}\n`);
  }

  /** A record that cannot be read only costs the time of the stages. */
  async #read(): Promise<void> {
    try {
      this.#records = JSON.parse(await readFile(this.#path, 'utf8'));
    } catch (error) {
      this.#records = {};
      this.#damaged ||= (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  }
}

/** SHA-256 of a file; undefined when there is none. */
export async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}
