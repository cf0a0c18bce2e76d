import { probabilities } from '../../src/model/calibration.ts';
import { decide } from '../../src/model/classification.ts';
import type { Calibration } from '../../src/model/file/metadata.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Judged } from '../scoring/metrics.ts';

/** What a model that was trained says of each held-back text, as its file will: calibrated, and decided by its costs. */
export function judgeHeldBack(
  { classes, dev }: Pick<Prepared, 'classes' | 'dev'>,
  { devLogits }: Pick<TrainedNetwork, 'devLogits'>,
  calibration: Calibration,
): Judged[] {
  const { weights, costs } = classes;
  const logits = shifted(devLogits, weights?.map(Math.log));
  const labels = logits.length / dev.size;
  return Array.from({ length: dev.size }, (_, text) => {
    const own = logits.subarray(text * labels, (text + 1) * labels);
    const tokens = dev.tokenOffsets[text + 1] - dev.tokenOffsets[text];
    const judged = { truth: dev.labels[text], probabilities: probabilities(own, tokens, calibration) };
    return costs === undefined ? judged : { ...judged, answer: decide(judged.probabilities, costs) };
  });
}

/** @param logits [texts, labels]. @param shifts [labels], taken off; undefined where all weighed the same. */
export function shifted(logits: Float32Array, shifts: readonly number[] | undefined): Float32Array {
  return shifts === undefined ? logits : logits.map((logit, i) => logit - shifts[i % shifts.length]);
}
