import type { ClaimId, SectionId } from './claims.ts';
import type { Verdict } from './effects.ts';
import type { FactId } from './published.ts';
import type { ArticleSpeed, Task } from './record.ts';

/** Paragraphs. */
type Body = readonly string[];

/** An interval as it is shown, such as `+1.1` and `+5.3`. */
export type ShownInterval = { low: string; high: string } | undefined;

type Column =
  | (
      | 'arm'
      | 'rate'
      | 'parameters'
      | 'loss'
      | 'right'
      | 'macroF1'
      | 'blocks'
      | 'claim'
      | 'measured'
      | 'seeds'
      | 'verdict'
    )
  | (
      | 'task'
      | 'source'
      | 'licence'
      | 'labels'
      | 'train'
      | 'test'
      | 'tokens'
      | 'majority'
      | 'fact'
      | 'here'
      | 'tried'
    )
  | (
      | 'with'
      | 'without'
      | 'difference'
      | 'moreRight'
      | 'better'
      | 'first'
      | 'last'
      | 'ratio'
      | 'lowest'
      | 'longest'
    )
  | ('candidate' | 'error' | 'p' | 'what' | 'runs' | 'control' | 'times');

/** All that the page says in one language. What depends on a figure is a function that gets it as it is shown. */
export type Texts = {
  language: 'en' | 'zh';
  title: string;
  /** Where the other language is. */
  other: string;
  /** Between parts of a sentence, between two sentences, and between the items of an enumeration. */
  marks: Record<'comma' | 'colon' | 'stop' | 'between' | 'list', string>;
  opening: Body;
  headings: Record<SectionId | 'summary' | 'method' | 'pairs' | 'published' | 'limits', string>;
  /** What each question is, and how to read its figures. */
  bodies: Record<SectionId | 'summary' | 'pairs' | 'published', Body>;
  /** The names of arms, explained. */
  arms: Body;
  claims: Record<ClaimId, string>;
  verdicts: Record<Verdict, string>;
  /** A sentence of its own. */
  verdictSentences: Record<Verdict, string>;
  pairVerdicts: Record<Verdict, string>;
  facts: Record<FactId, string>;
  tasks: Record<Task, string>;
  speeds: Record<ArticleSpeed['what'], string>;
  norms: Record<'none' | 'layer' | 'batch', string>;
  starts: Record<'plain' | 'residual' | 'zero', string>;
  columns: Record<Column, string>;
  /** What the pages fold away. */
  folded: { arms: string; rates: string };
  notMeasured: string;
  /** A section none of whose runs are in the file. */
  lacking: string;
  quick: string;
  limits: Body;
  says: {
    command(command: string): string;
    points(mean: string, interval: ShownInterval): string;
    loss(mean: string, interval: ShownInterval): string;
    inSeeds(agreeing: number, seeds: number): string;
    ofSeeds(agreeing: number, seeds: number): string;
    ratio(ratio: string, step: string): string;
    length(length: string, step: string): string;
    selection(chosen: string, best: string, folds: number): string;
    speed(ratio: string, runs: number, control: string | undefined): string;
    /** A claim, its evidence and its verdict, as one item of a list. */
    finding(claim: string, evidence: string, verdict: string): string;
    diverged(diverged: number, seeds: number): string;
    decided(count: number, holds: number, fails: number, open: number): string;
    chance(count: number, expected: string): string;
    runs(fits: string, rates: string, seeds: string): string;
    edges(atEdge: number, arms: number): string;
    pairs(all: number, helps: number, hurts: number, open: number): string;
    folds(rows: string, folds: number): string;
    parameters(largest: string): string;
    precision(texts: string, reach: string, task: string): string;
    step(step: string): string;
  };
  pictures: {
    depth: { title: string; says: string; loss: string; right: string; blocks: string };
    gradients: { title: string; says: string; norm: string; block: string; last: string };
  };
};
