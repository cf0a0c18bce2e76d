import { createHash } from 'node:crypto';
import type { TrainConfig } from '../../config/train.ts';
import type { StepGradients } from '../../parallel/gradientnorms.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import { argmax, macroF1Of } from '../../scoring/metrics.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { AskedFit } from '../fits/asked.ts';
import { fitWithout } from '../fits/fit.ts';
import type { Lane } from '../fits/lanes.ts';
import { type Arm, configOf } from '../trainfold.ts';
import { packAnswers } from './answers.ts';

/** One of the networks and trainings that are held against each other. */
export type NamedArm = Arm & {
  name: string;
  /** What sets it apart, by field. */
  values: Readonly<Record<string, number | boolean | string>>;
  /** Learning rates to choose from, one or more. */
  rates: readonly number[];
  /** Whether the first seed's gradients are measured, and at how many steps after the first two; see `spreadSteps`. */
  gradientPoints?: number | undefined;
};

/** An arm that was trained once, measured after its last epoch on texts that it was not trained on. */
export type ArmFit = {
  /** Floats that training learns. */
  parameters: number;
  /** Mean loss over the training texts, one an epoch; empty where training diverged. */
  losses: number[];
  /** Texts that were measured: those of the fold that have a token. */
  texts: number;
  right: number;
  macroF1: number;
  /** Mean loss over these texts; null where training diverged, and none is right. */
  loss: number | null;
  diverged: boolean;
  /** Which texts are right, of `packAnswers`. */
  answers: string;
  /** Gradient norms before clipping, by layer, up to where it diverged. */
  gradients?: StepGradients[];
};

/** What sets one training of an arm apart from another. */
export type ArmRun = {
  arm: NamedArm;
  fold: ComparisonFold;
  seed: number;
  rate: number;
  gradientPoints?: number | undefined;
};

/** Trains an arm without a fold, and measures it on the fold. @throws as `fitWithout`. */
export async function fitArm(
  asked: AskedFit,
  lane: Lane,
  onTrained: (share: number) => void,
): Promise<ArmFit> {
  const { read, fold, config, gradientPoints } = asked;
  const norms = new Map<number, StepGradients>();
  const { parameters, dev, trained } = await fitWithout(read, fold, asked, lane, {
    config,
    onTrained,
    gradientPoints,
    // Steps come again where workers failed and others took their place.
    onGradients: (measured) => {
      for (const gradients of measured) norms.set(gradients.step, gradients);
    },
  });
  const size = read.labels.length;
  const labels = [...dev.labels];
  const given = labels.map(
    (_, text) => trained && argmax(trained.devLogits.subarray(text * size, (text + 1) * size)),
  );
  const isRight = labels.map((label, text) => given[text] === label);
  return {
    parameters,
    losses: trained?.epochs.map(({ loss }) => loss) ?? [],
    texts: labels.length,
    right: isRight.filter(Boolean).length,
    macroF1: trained ? macroF1(labels, given as number[], size) : 0,
    loss: trained?.best.devLoss ?? null,
    diverged: trained === undefined,
    answers: packAnswers(isRight),
    ...(gradientPoints !== undefined && { gradients: [...norms.values()] }),
  };
}

function macroF1(truths: readonly number[], answers: readonly number[], size: number): number {
  const counts = { truth: new Int32Array(size), answer: new Int32Array(size), right: new Int32Array(size) };
  truths.forEach((label, text) => {
    counts.truth[label]++;
    counts.answer[answers[text]]++;
    if (answers[text] === label) counts.right[label]++;
  });
  return macroF1Of(counts);
}

function runConfig(read: ReadParts, { arm, fold, seed, rate }: ArmRun): TrainConfig {
  return { ...configOf(arm, read, fold), seed, learningRate: rate };
}

/** One training of an arm, with all that decides it. @param digest of `armDigest`. */
export function askedArm(read: ReadParts, run: ArmRun, digest: string): AskedFit {
  const { arm, fold, gradientPoints } = run;
  const { name, network, base } = arm;
  const config = runConfig(read, run);
  return { kind: 'arm', name, digest, read, fold, network, config, base, gradientPoints };
}

/** SHA-256 of all that decides a fit. @param data of `dataDigest`. @param fold of `foldDigest`. */
export function armDigest(data: string, fold: string, read: ReadParts, run: ArmRun): string {
  const { patience, devShare, ...config } = runConfig(read, run);
  const { network, base } = run.arm;
  const { gradientPoints = null } = run;
  const own = { kind: 'arm', data, fold, network, base: base?.model.version ?? null, config, gradientPoints };
  return createHash('sha256').update(JSON.stringify(own)).digest('hex');
}
