import { readFile } from 'node:fs/promises';
import { writeWhole } from './export.ts';
import type { EpochReport } from './parallel/run.ts';

type Line = EpochReport & { /** Since the start of the run, pauses left out. */ seconds: number };

/** `log.jsonl`: one JSON object an epoch. */
export class TrainingLog {
  readonly #path: string;
  readonly #lines: Line[];
  readonly #started: number;

  private constructor(path: string, lines: Line[]) {
    this.#path = path;
    this.#lines = lines;
    this.#started = performance.now() - 1000 * (lines.at(-1)?.seconds ?? 0);
  }

  /** Begins a log, with the lines of the epochs that an earlier run finished. */
  static async open(path: string, epochs: readonly EpochReport[]): Promise<TrainingLog> {
    const seconds = epochs.length === 0 ? new Map<number, number>() : await readSeconds(path);
    const lines = epochs.map((report) => ({ ...report, seconds: seconds.get(report.epoch) ?? 0 }));
    return new TrainingLog(path, lines);
  }

  /** Adds an epoch. @returns seconds since the start. */
  add(report: EpochReport): number {
    const seconds = Math.round(performance.now() - this.#started) / 1000;
    this.#lines.push({ ...report, seconds });
    return seconds;
  }

  async write(): Promise<void> {
    await writeWhole(this.#path, this.#lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

/** Seconds by epoch. The log is for people: one that is missing or damaged must not stop a run. */
async function readSeconds(path: string): Promise<Map<number, number>> {
  try {
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    return new Map(lines.map((line) => JSON.parse(line)).map(({ epoch, seconds }) => [epoch, seconds]));
  } catch {
    return new Map();
  }
}
