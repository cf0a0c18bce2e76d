import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UserError, withFile } from '../../errors.ts';
import { parseJson } from '../jsonl.ts';
import type { ParseOptions } from '../lines.ts';
import type { Parsed } from '../tables.ts';
import { findFields } from './fields.ts';
import { type Entry, readObjects } from './objects.ts';
import { namesOfClasses } from './whole.ts';

/** What the process that decodes is asked: to open a file, or for the next rows. */
export type ParquetAsk = { path: string } | { columns: readonly string[] };

/** What it answers. No rows: there are no more. */
export type ParquetAnswer =
  | { names: readonly string[]; groups: number; huggingface: string | undefined }
  | { rows: readonly Record<string, unknown>[] }
  | { problem: 'damaged' | 'large'; detail: string };

const CHILD = fileURLToPath(new URL(`parquetchild${extname(import.meta.url)}`, import.meta.url));
/** Of the process that decodes: a row group of 512 MB, as text and as what it was read from. */
const HEAP_MB = 2048;
/** What takes longer is a loop: a damaged page can make the decoder count to 2³². Unpacking takes a tenth of it. */
const ANSWER_TIMEOUT_MS = 10_000;
const BYTES_PER_MS = 2000;

/**
 * Rows of Parquet, a row group at a time, and of it the wanted columns alone. Lines are numbers of rows.
 *
 * @throws UserError when the file is damaged, a row group is over 512 MB, or text or label cannot be found.
 */
export async function* readParquet(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  const { size } = await withFile(path, () => stat(path));
  const decoder = new Decoder(path, size, options.signal);
  try {
    const opened = await decoder.ask({ path });
    if (!('names' in opened)) throw damaged(path, 'no footer');
    const fields = findFields(path, opened.names, { ...options, found: undefined });
    const { text, label, weight, group, splitGroup, id } = fields;
    const wanted = [text, label, weight, group, splitGroup, id].filter(
      (name) => name !== undefined && name !== '',
    );
    const columns = [...new Set(wanted.map((name) => columnOf(name as string, opened.names)))];
    const entries = rowsOf(
      decoder,
      columns.filter((name) => name !== undefined),
      (share) => options.onBytes?.(share * size),
    );
    const known = { classNames: classNamesOf(opened.huggingface), unit: 'row', isPlain: true } as const;
    yield* readObjects(
      path,
      entries,
      { ...options, textColumn: text, labelColumn: label || undefined },
      known,
    );
  } finally {
    decoder.stop();
  }
}

/** The column of the file that has a field: the first part of its path. */
function columnOf(name: string, names: readonly string[]): string | undefined {
  const tops = names.map((path) => path.split('.')[0]);
  return tops.find((top) => top === name) ?? tops.find((top) => name.startsWith(`${top}.`));
}

async function* rowsOf(
  decoder: Decoder,
  columns: readonly string[],
  onShare: (share: number) => void,
): AsyncGenerator<Entry> {
  let line = 1;
  for (;;) {
    const answer = await decoder.ask({ columns });
    if (!('rows' in answer) || answer.rows.length === 0) break;
    for (const value of answer.rows) yield { line: line++, value };
  }
  onShare(1);
}

/** From what Hugging Face's `datasets` writes into a file of its own. */
function classNamesOf(huggingface: string | undefined) {
  const parsed = huggingface === undefined ? undefined : parseJson(huggingface);
  const value = parsed !== undefined && 'value' in parsed ? parsed.value : undefined;
  const features = (value as { info?: { features?: Record<string, unknown> } } | null | undefined)?.info
    ?.features;
  return (field: string) =>
    typeof features === 'object' && features !== null && Object.hasOwn(features, field)
      ? namesOfClasses(features[field])
      : undefined;
}

/** The process that decodes. It ends with the reading. */
class Decoder {
  readonly #path: string;
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal | undefined;
  readonly #timeout: number;

  constructor(path: string, size: number, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#timeout = ANSWER_TIMEOUT_MS + size / BYTES_PER_MS;
    this.#signal = signal;
    const execArgv = [`--max-old-space-size=${HEAP_MB}`];
    // What the runtime says of a full heap is not for the user.
    this.#child = fork(CHILD, {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  async ask(question: ParquetAsk): Promise<Exclude<ParquetAnswer, { problem: string }>> {
    const wait = new AbortController();
    const signal = AbortSignal.any([wait.signal, ...(this.#signal === undefined ? [] : [this.#signal])]);
    try {
      const reply = once(this.#child, 'message', { signal });
      const end = once(this.#child, 'exit', { signal }).then(() => undefined);
      const late = setTimeout(this.#timeout, undefined, { signal });
      for (const waiting of [reply, end, late]) waiting.catch(() => {});
      this.#child.send(question, () => {});
      const [answer] = ((await Promise.race([reply, end, late])) ?? [undefined]) as [
        ParquetAnswer | undefined,
      ];
      if (answer === undefined) throw damaged(this.#path, 'the decoder gave up');
      if ('problem' in answer)
        throw answer.problem === 'large' ? tooLarge(this.#path) : damaged(this.#path, answer.detail);
      return answer;
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error;
    } finally {
      wait.abort();
    }
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

function damaged(path: string, detail: string): UserError {
  return new UserError(
    `${path} is damaged, or no Parquet that can be read (${detail.slice(0, 120)}): write it anew`,
  );
}

function tooLarge(path: string): UserError {
  return new UserError(
    `${path} has a row group of over 512 MB in the columns to read, allowed up to that: write smaller ones, such as ` +
      'with row_group_size=100000',
  );
}
