import type { Interval } from '../scoring/intervals.ts';
import type { PlainSentence } from './reportdata.ts';

/** One network and training that was tried. */
export type Trial = {
  /** What sets it apart, such as `blocks=2`. */
  name: string;
  /** Share of the held-out texts that are right, the mean over folds or seeds. */
  accuracy: number;
  interval: Interval;
  /** Beside the one that all are held against; undefined for that one. */
  against?: { difference: number; interval: Interval; p: number | null } | undefined;
  /** In a word or two, such as `clearly worse`. */
  verdict: string;
  /** Whether it was given up before the end. */
  isDropped: boolean;
  /** Whether a training of it left the numbers that floats can hold: it would stretch every chart. */
  hasDiverged: boolean;
  /** Folds or seeds that it was measured in. */
  measured: number;
  parameters: number;
};

/** A table of its own section, such as the folds. */
export type TrialTable = {
  /** For links, another for each. */
  id: string;
  heading: string;
  text: string;
  isFolded: boolean;
  caption: string;
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
};

/** All that the page of several trials shows, made of `select.json`, `compare.json` and the like. */
export type TrialsReport = {
  title: string;
  heading: string;
  /** Under the heading: how many, on what. */
  about: string;
  /** The questions that a reader has first. */
  sentences: readonly PlainSentence[];
  warnings: readonly string[];
  trials: readonly Trial[];
  /** The name of the one that all are held against. */
  reference: string;
  /** What the intervals are corrected for and measured over, in half a sentence. */
  intervals: string;
  /** What `measured` counts: `folds` or `seeds`. */
  measuredIn: string;
  tables: readonly TrialTable[];
  /** The command, to copy. */
  command: string;
  /** What all have in common, by field. */
  choices: Readonly<Record<string, unknown>>;
};
