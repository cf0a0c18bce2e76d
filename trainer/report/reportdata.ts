import { join } from 'node:path';
import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { SelectionFigures } from '../config/selection.ts';
import type { TrainConfig } from '../config/train.ts';
import { UserError, withFile } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { headOf, isThere } from '../files/outputs.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { DataSummary } from '../prepare/summary.ts';
import type { Interval } from '../scoring/intervals.ts';
import type { LearningCurve } from '../scoring/learningcurve.ts';
import type { Slice } from '../scoring/slices.ts';
import type { LogLine } from './log.ts';

/** All that `report.html` shows, as it lies in `report.json`: the page is rendered from it and from nothing else. */
export type RunReport = {
  format: typeof REPORT_FORMAT;
  /** What answers call the model. */
  name: string;
  /** The command that trained it, to copy. */
  command: string;
  network: NetworkConfig;
  config: TrainConfig;
  data: DataSummary;
  /** What cross-validation chose the network by, where it did. */
  selection?: SelectionFigures | undefined;
  /** What more rows would bring; undefined where it was not measured. */
  learningCurve?: LearningCurve | undefined;
  /** Whether costs decide the answers, which the curve leaves out. */
  hasCosts?: boolean | undefined;
  /** Where there is no curve, the command that measures it, if any. */
  curveCommand?: string | undefined;
  epochs: readonly LogLine[];
  /** What came of it; undefined while it trains. */
  result?: ReportResult | undefined;
};

export type ReportResult = {
  /** Of the model. */
  version: string;
  stopped: TrainedNetwork['stopped'];
  /** The epoch whose weights were kept. */
  kept: number;
  sentences: readonly PlainSentence[];
  figures: Record<FigureName, Figure>;
  heldBack: HeldBackTexts;
  labels: LabelTable;
  reliability: readonly ReliabilityBin[];
  slices: readonly SlicePart[];
  texts: ShownTexts;
};

/** A question that a reader has first, and its answer. */
export type PlainSentence = { asks: string; answer: string };

/** Shares, from 0 to 1. */
export type FigureName = 'accuracy' | 'macro_f1' | 'ece';
export type Figure = { value: number; interval: Interval };

/** Which texts were held back, and which of them the model has right: two runs of the same texts can be paired. */
export type HeldBackTexts = {
  size: number;
  /** Equal for the same texts with the same labels in one order. */
  digest: string;
  /** A bit a text, the first the lowest of its byte, in base64: whether the model is right. */
  right: string;
};

/** The commonest labels, and what they are taken for. */
export type LabelTable = {
  rows: { label: string; support: number; precision: number; recall: number; interval?: Interval }[];
  /** [rows][rows + 1], truth by answer; the last column counts all other answers. */
  confusion: number[][];
  /** Labels that have no row. */
  others: number;
  /** What is most often taken for what, over all labels. */
  pairs: { truth: string; answer: string; times: number }[];
  /** The label that it finds the least, over all that have texts enough; left out where none is behind the others. */
  weakest?: { label: string; support: number; recall: number } | undefined;
};

/** Answers whose probability is in (low, high]. */
export type ReliabilityBin = {
  low: number;
  high: number;
  texts: number;
  /** Their mean probability. */
  confidence: number;
  right: number;
  interval: Interval;
};

/** Some of the held-back texts, such as those of up to 5 tokens. */
export type SlicePart = { slice: Slice; part: string; texts: number; right: number; interval: Interval };

/** Texts of users, or why there are none. */
export type ShownTexts = {
  /** Undefined where texts are shown. */
  why?: string | undefined;
  mistakes: readonly ShownText[];
  examples: readonly ShownText[];
  /** How many seem to have an e-mail address or a telephone number. */
  personal: number;
};

export type ShownText = {
  /** Where it begins in its file, from 1. */
  line: number;
  truth: string;
  answer: string;
  /** The probability of the answer. */
  score: number;
  /** Its beginning. */
  text: string;
  isCut: boolean;
  /** Start, end and weight of tokens, in UTF-16 units of `text`; none where the model reads the whole text otherwise. */
  weights: readonly (readonly [start: number, end: number, weight: number])[];
};

export const REPORT_FORMAT = 'edge-sentiment/report/1';
/** A run of a thousand labels, of a million held-back texts and of ten thousand epochs has less. */
const MAX_BYTES = 16_000_000;
/** What tells a page of ours from another. */
export const GENERATOR = '<meta name="generator" content="edge-sentiment report">';
const HEAD_BYTES = 4096;

/** Where a run has its report: the page, and what it is rendered from. */
export function reportPaths(folder: string): [html: string, data: string] {
  return [join(folder, 'report.html'), join(folder, 'report.json')];
}

/** @throws UserError where files of others have these names: a report, page or data, alone may be written anew. */
export async function refuseForeign(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!(await isThere(path))) continue;
    const head = await headOf(path, HEAD_BYTES);
    if (head.includes(GENERATOR) || head.includes(`"format":"${REPORT_FORMAT}"`)) continue;
    throw new UserError(`${path} is not a report of edge-sentiment: move it away, or give another --out`);
  }
}

/** @throws UserError where there is no report, or what is there is none. */
export async function readReport(folder: string): Promise<RunReport> {
  const [, path] = reportPaths(folder);
  if (!(await isThere(path))) {
    throw new UserError(`there is no ${path}: give folders that train has written to, such as runs/mine-1`);
  }
  const bytes = await withFile(path, () =>
    readUpTo(path, MAX_BYTES, (size) => new UserError(`${path} has ${size} bytes, allowed ${MAX_BYTES}`)),
  );
  const report = parse(Buffer.from(bytes).toString('utf8'));
  if (report?.format === REPORT_FORMAT) return report as RunReport;
  throw notReport(path);
}

/** For what is no report all the same. */
export function notReport(path: string): UserError {
  return new UserError(`${path} is no report of this version: train again, or give another folder`);
}

function parse(text: string): { format?: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
