import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { json } from '../print.ts';
import { type LoadOptions, visitExamples } from '../read/load.ts';
import { findResult, type TextChoice } from './findings.ts';
import type { TextReader } from './heldback.ts';
import { type Drawing, loadDrawing } from './html/drawing.ts';
import { reportPage } from './html/page.ts';
import type { LogLine } from './log.ts';
import {
  REPORT_FORMAT,
  type ReportResult,
  type RunReport,
  refuseForeign,
  reportPaths,
} from './reportdata.ts';

/** What a report is to have. */
export type ReportRequest = TextChoice & {
  /** The command that trains, to copy. */
  command: string;
  /** The command that measures a learning curve too. */
  curveCommand?: string | undefined;
  /** Called with the page once it is whole. */
  onWritten?: ((path: string) => void) | undefined;
};

/** The page of a running run is written no more often: it is read by people, and costs as much as a short epoch. */
const REWRITE_MS = 5000;
/** More than any number here needs. */
const DIGITS = 6;

/** Writes the report of one run: while it trains, and once it has ended. What goes wrong with it costs no model. */
export class Reporter {
  readonly #prepared: Prepared;
  readonly #request: ReportRequest;
  readonly #folder: string;
  #drawing: Promise<Drawing | undefined> | undefined;
  #written = Number.NEGATIVE_INFINITY;
  #isFirst = true;
  #problem: string | undefined;

  constructor(prepared: Prepared, folder: string, request: ReportRequest) {
    this.#prepared = prepared;
    this.#folder = folder;
    this.#request = request;
  }

  /** After an epoch: its curves. */
  async update(epochs: readonly LogLine[]): Promise<void> {
    if (epochs.length === 0 || performance.now() - this.#written < REWRITE_MS) return;
    await this.#tried(() => this.#write(epochs, undefined));
    this.#written = performance.now();
  }

  /** After the last epoch: all of it. @returns what to tell, a sentence each. */
  async finish(trained: TrainedNetwork, model: Uint8Array, epochs: readonly LogLine[]): Promise<string[]> {
    const personal = await this.#tried(async () => {
      if ((await this.#draws()) === undefined) return 0;
      const result = await findResult(this.#prepared, trained, model, this.#request);
      await this.#write(epochs, result);
      return result.texts.personal;
    });
    if (this.#problem !== undefined) return [`no report is written: ${this.#problem}`];
    const [path] = reportPaths(this.#folder);
    this.#request.onWritten?.(path);
    return [`report: ${path}`, ...personalNote(personal ?? 0)];
  }

  async #write(epochs: readonly LogLine[], result: ReportResult | undefined): Promise<void> {
    const drawing = await this.#draws();
    if (drawing === undefined) return;
    const [path, dataPath] = reportPaths(this.#folder);
    if (this.#isFirst) await refuseForeign([path, dataPath]);
    const { network, config, summary, selection, learningCurve, classes } = this.#prepared;
    const { command, curveCommand } = this.#request;
    const data = json(
      {
        ...{ format: REPORT_FORMAT, name: basename(resolve(this.#folder)), command },
        ...{ learningCurve, curveCommand: learningCurve ? undefined : curveCommand },
        hasCosts: classes.costs !== undefined || undefined,
        ...{ network, config, data: summary, selection, epochs, result },
      },
      shortened,
    );
    await writeWhole(dataPath, `${data}\n`);
    // From what was written, so that it is the page that is rendered from the file again.
    await writeWhole(path, reportPage(drawing, JSON.parse(data) as RunReport));
    this.#isFirst = false;
    this.#written = performance.now();
  }

  async #draws(): Promise<Drawing | undefined> {
    this.#drawing ??= loadDrawing();
    const drawing = await this.#drawing;
    if (drawing === undefined) this.#problem = MISSING;
    return drawing;
  }

  async #tried<Value>(run: () => Promise<Value>): Promise<Value | undefined> {
    try {
      this.#problem = undefined;
      return await run();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}

/** What to do where the packages that draw are missing. */
export const MISSING =
  '@observablehq/plot and linkedom are not installed, which draw it; `npm install @observablehq/plot linkedom` brings them';

function personalNote(personal: number): string[] {
  if (personal === 0) return [];
  const texts = personal === 1 ? '1 text that seems' : `${personal} texts that seem`;
  return [`it shows ${texts} to have an e-mail address or a telephone number: --no-texts leaves texts out`];
}

/** Floats have digits that say nothing. */
function shortened(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}

/**
 * What reads the held-back texts of a run once more; undefined where they came from what cannot be read twice.
 *
 * @param options as the run has read them.
 */
export async function textReader(path: string, options: LoadOptions): Promise<TextReader | undefined> {
  const stats = path === '-' ? undefined : await stat(path).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const again = {
    ...options,
    report: undefined,
    splitGroupColumn: false,
    weightColumn: false,
    isPart: true,
  } as const;
  return async (visit) => {
    try {
      await visitExamples(path, again, visit);
    } catch (error) {
      // A file that was changed or removed since: what was found of it stays.
      if (!(error instanceof UserError)) throw error;
    }
  };
}
