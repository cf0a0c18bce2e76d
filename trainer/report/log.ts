import { lstat, readFile } from 'node:fs/promises';
import { headOf } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import type { EpochReport, EpochSpeed } from '../parallel/run.ts';

/** Figures of an epoch that another run of the same bits would not repeat. */
type Timing = { /** Since the start of the run, pauses left out. */ seconds: number } & Partial<EpochSpeed>;
/** A line of `log.jsonl`. */
export type LogLine = EpochReport & Timing;

/** `log.jsonl`: one JSON object an epoch. */
export class TrainingLog {
  readonly #path: string;
  readonly #lines: LogLine[];
  readonly #started: number;

  private constructor(path: string, lines: LogLine[]) {
    this.#path = path;
    this.#lines = lines;
    this.#started = performance.now() - 1000 * (lines.at(-1)?.seconds ?? 0);
  }

  /** Begins a log, with the lines of the epochs that an earlier run finished. */
  static async open(path: string, epochs: readonly EpochReport[]): Promise<TrainingLog> {
    const timings = epochs.length === 0 ? new Map<number, Timing>() : await readTimings(path);
    const lines = epochs.map((report) => ({ seconds: 0, ...timings.get(report.epoch), ...report }));
    return new TrainingLog(path, lines);
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Adds an epoch. */
  add(report: EpochReport, speed: EpochSpeed): void {
    const seconds = Math.round(performance.now() - this.#started) / 1000;
    this.#lines.push({ ...report, seconds, ...rounded(speed) });
  }

  async write(): Promise<void> {
    await writeWhole(this.#path, this.#lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

/** More than the first line of a log has. */
const FIRST_LINE_BYTES = 4096;

/** Whether a file is a log, by its first line; an empty one is of a recipe whose stages have none. */
export async function isLog(path: string): Promise<boolean> {
  const { size } = await lstat(path);
  if (size === 0) return true;
  const [line] = (await headOf(path, FIRST_LINE_BYTES)).split('\n');
  try {
    const { epoch, devLoss } = JSON.parse(line) ?? {};
    return typeof epoch === 'number' && devLoss !== undefined;
  } catch {
    return false;
  }
}

/** Four digits say more than a machine repeats. */
function rounded({ textsPerSecond, gradientNorms, ...shares }: EpochSpeed): EpochSpeed {
  const short = Object.entries(shares).map(([phase, share]) => [phase, Number(share.toFixed(4))]);
  const norms = gradientNorms && { gradientNorms };
  return { textsPerSecond: Math.round(textsPerSecond), ...Object.fromEntries(short), ...norms };
}

/** What an earlier log says, by epoch. It is for people: one that is missing or damaged must not stop a run. */
async function readTimings(path: string): Promise<Map<number, Timing>> {
  try {
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    return new Map(lines.map((line) => JSON.parse(line)).map(({ epoch, ...timing }) => [epoch, timing]));
  } catch {
    return new Map();
  }
}
