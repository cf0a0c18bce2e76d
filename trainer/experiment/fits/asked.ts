import type { NetworkConfig } from '../../../src/model/network/config.ts';
import type { TrainConfig } from '../../config/train.ts';
import type { Base } from '../../prepare/base.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';

/** What is measured of a fit: how many texts are right, or what else an arm is held against others by. */
export type FitKind = 'candidate' | 'arm';

/** A fit that is wanted, with all that decides it: data, and no code, so that another machine can do it. */
export type AskedFit = {
  kind: FitKind;
  /** Of the candidate or arm, for people. */
  name: string;
  /** SHA-256 of all that decides the fit. */
  digest: string;
  read: Pick<ReadParts, 'numbers' | 'labels'>;
  fold: ComparisonFold;
  network: NetworkConfig;
  config: TrainConfig;
  base?: Base | undefined;
  /** See `spreadSteps`; undefined measures no gradients. */
  gradientPoints?: number | undefined;
};

/**
 * Does a fit, here or elsewhere.
 *
 * @param onTrained told the share of the work that is done, below 1.
 * @throws as `fitWithout`.
 */
export type Fitter = <Fit extends object>(
  asked: AskedFit,
  onTrained: (share: number) => void,
) => Promise<Fit>;

/** One fit to run. */
export type Task<Value, Place = { fit: Fitter }> = {
  /** About what it costs: the largest begin first, so that nothing waits for a large one at the end. */
  work: number;
  run: (place: Place) => Promise<Value>;
};

/** What runs fits: threads of this process, or other machines. */
export type FitRunner = {
  /** How it does so, for the plan: `two at a time`. */
  readonly about: string;
  /** What it is doing, for the line of the bar; empty where the bar says it all. */
  status(): string;
  /** Runs all tasks. @returns their values, in the order of the tasks. */
  run<Value>(tasks: readonly Task<Value>[]): Promise<Value[]>;
  close(): Promise<void>;
};

/** What a runner is told and tells. @param report above the bar. */
export type OpenRunner = (told: {
  signal: AbortSignal;
  report: (message: string) => void;
}) => Promise<FitRunner>;
