/** What networks say of texts that they were not trained on, beside the labels that the file gives them. */
export type Judgement = {
  /** [texts], indices of the labels in the file. */
  labels: Int32Array;
  /** [texts, classes]; NaN where nobody said anything. */
  probabilities: Float32Array;
  classes: number;
};

/** A row whose label was judged. */
export type Suspicion = {
  text: number;
  /** The index of the most probable label but for the file's. */
  suggested: number;
  /** How probable that one is, where it is one of these two: above 0.5 it is more probable than the file's. */
  doubt: number;
};

/** How many labels look wrong (confident learning, Northcutt et al. 2021). */
export type NoiseEstimate = {
  /** Of the labels that were judged. */
  share: number;
  /** Of the labels that were judged, those that are the most probable one. */
  agreement: number;
  judged: number;
};

/** Texts that were judged, in the order of the file. */
function judgedOf({ labels, probabilities, classes }: Judgement): number[] {
  return Array.from(labels.keys()).filter((text) => !Number.isNaN(probabilities[text * classes]));
}

/** All labels that were judged, the likeliest wrong first; of equals the first of the file. */
export function rankSuspicions(judgement: Judgement): Suspicion[] {
  const { labels, probabilities, classes } = judgement;
  return judgedOf(judgement)
    .map((text) => {
      const all = probabilities.subarray(text * classes, (text + 1) * classes);
      const suggested = bestOther(all, labels[text]);
      const [own, other] = [all[labels[text]], all[suggested]];
      return { text, suggested, doubt: other / (own + other) };
    })
    .sort((a, b) => b.doubt - a.doubt || a.text - b.text);
}

/** The index of the most probable label but one; of equals the first. */
function bestOther(probabilities: Float32Array, label: number): number {
  let best = label === 0 ? 1 : 0;
  probabilities.forEach((probability, other) => {
    if (other !== label && probability > probabilities[best]) best = other;
  });
  return best;
}

/**
 * The share of wrong labels by the confident joint: a text counts for the most probable of the labels that it is as surely of as texts
 * with that label are on average. Texts of no such label do not count.
 */
export function estimateNoise(judgement: Judgement): NoiseEstimate {
  const { labels, probabilities, classes } = judgement;
  const judged = judgedOf(judgement);
  const means = meanConfidence(judgement, judged);
  let [confident, wrong, agreeing] = [0, 0, 0];
  for (const text of judged) {
    const own = probabilities.subarray(text * classes, (text + 1) * classes);
    let best = -1;
    own.forEach((probability, label) => {
      if (probability >= means[label] && (best < 0 || probability > own[best])) best = label;
    });
    if (best >= 0) confident++;
    if (best >= 0 && best !== labels[text]) wrong++;
    if (own[labels[text]] === Math.max(...own)) agreeing++;
  }
  return {
    share: wrong / Math.max(1, confident),
    agreement: agreeing / Math.max(1, judged.length),
    judged: judged.length,
  };
}

/** @returns [classes], the mean probability of the label of texts that have it; NaN where none has. */
function meanConfidence(
  { labels, probabilities, classes }: Judgement,
  judged: readonly number[],
): Float64Array {
  const [sums, counts] = [new Float64Array(classes), new Float64Array(classes)];
  for (const text of judged) {
    sums[labels[text]] += probabilities[text * classes + labels[text]];
    counts[labels[text]]++;
  }
  return sums.map((sum, label) => sum / counts[label]);
}
