import type { Classifier } from '../../src/model/classifier.ts';
import { judge, type LabelledText } from '../../trainer/scoring/score.ts';

/** One that judges texts: a model of ours or a peer. */
export type Subject = {
  name: string;
  /** False when it tells labels alone: then it has no calibration to measure. */
  probabilistic: boolean;
  /** Probabilities of the labels, in their order, for each text. */
  judge(rows: readonly LabelledText[], labels: readonly string[]): ArrayLike<number>[];
};

/** A model of ours. */
export function modelSubject(model: Classifier): Subject {
  return {
    name: model.model,
    probabilistic: true,
    judge: (rows, labels) => judge(model, rows, labels).map(({ probabilities }) => probabilities),
  };
}

/** All of the probability for one label. */
export function certain(label: string, labels: readonly string[]): number[] {
  return labels.map((name) => (name === label ? 1 : 0));
}
