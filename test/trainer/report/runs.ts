import { DEFAULT_NETWORK } from '../../../src/model/network/config.ts';
import { DEFAULT_TRAIN } from '../../../trainer/config/train.ts';
import { heldBackTexts, labelTable, reliabilityOf, rightOf } from '../../../trainer/report/figures.ts';
import { fiveSentences } from '../../../trainer/report/five.ts';
import { factsOf } from '../../../trainer/report/plain.ts';
import { REPORT_FORMAT, type RunReport, type ShownText } from '../../../trainer/report/reportdata.ts';
import { intervalsOf } from '../../../trainer/scoring/intervals.ts';
import type { LearningCurve } from '../../../trainer/scoring/learningcurve.ts';
import { type Judged, measure } from '../../../trainer/scoring/metrics.ts';
import { generator } from '../network/generator.ts';

export type Sizes = {
  labels: readonly string[];
  texts: number;
  epochs: number;
  layers: number;
  skill: number;
};
const SIZES: Sizes = { labels: ['bad', 'good'], texts: 200, epochs: 8, layers: 3, skill: 0.8 };

/** A curve that says so much of twice the rows, and of the gain, each to so much on either side. */
export function curveOf(value: number, reach: number, gain: number, gainReach: number): LearningCurve {
  const around = (own: number, to: number) => ({ value: own, interval: { low: own - to, high: own + to } });
  return {
    points: [150, 300, 600].map((rows, place) => ({ rows, ...around(value - 0.02 * (4 - place), reach) })),
    ...{ texts: 900, rows: 900, now: around(value - gain, reach), twice: around(value, reach) },
    ...{ gain: around(gain, gainReach), line: { factor: 0.9, slope: 0.3, ahead: 0.21 } },
  };
}

const ints = (values: readonly number[]) => {
  const shared = new Int32Array(new SharedArrayBuffer(4 * values.length));
  shared.set(values);
  return shared;
};

/** A run that has ended, as `report.json` has it. @param skill the share of the texts that it has right, about. */
export function runReport(
  sizes: Partial<Sizes> = {},
  more: Partial<RunReport> = {},
  texts: ShownText[] = [],
): RunReport {
  const { labels, texts: size, epochs: many, layers, skill } = { ...SIZES, ...sizes };
  const next = generator(7);
  const truths = Array.from({ length: size }, () => Math.floor(next() * labels.length));
  const draw = generator(Math.round(1000 * skill));
  const judged: Judged[] = truths.map((truth) => {
    const answer = draw() < skill ? truth : Math.floor(draw() * labels.length);
    const score = 0.5 + draw() / 2;
    const rest = (1 - score) / (labels.length - 1);
    return { truth, probabilities: labels.map((_, label) => (label === answer ? score : rest)) };
  });
  const metrics = measure(labels, judged);
  const intervals = intervalsOf(labels, judged, metrics);
  const epochs = Array.from({ length: many }, (_, place) => ({
    ...{
      epoch: place + 1,
      loss: 1 / (place + 1),
      accuracy: 0.9,
      devLoss: 0.5,
      devAccuracy: metrics.accuracy,
    },
    ...{ seconds: place + 1, textsPerSecond: 5000 + place },
    gradientNorms: Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [`block.${layer}`, 1 / (layer + 1)]),
    ),
  }));
  const counts = Object.fromEntries(labels.map((label) => [label, 100]));
  const summary = {
    labels: counts,
    train: 1800,
    dev: size,
    bad: 0,
    excluded: 0,
    empty: 0,
    shared: 0,
    vocabulary: 50,
    vectors: 0,
  };
  const dev = {
    size,
    labels: ints(truths),
    lines: ints(truths.map((_, text) => text + 2)),
    tokenOffsets: ints(Array.from({ length: size + 1 }, (_, text) => 3 * text)),
  };
  const told = {
    network: { labels },
    config: { epochs: many },
    summary,
    dev,
    epochs,
    best: epochs[many - 1],
    stopped: 'finished' as const,
  };
  const facts = factsOf({
    ...told,
    devLogits: Float32Array.from(judged.flatMap(({ probabilities }) => [...(probabilities as number[])])),
  });
  const table = labelTable(labels, metrics, intervals);
  const figure = (name: 'accuracy' | 'macro_f1' | 'ece') => ({
    value: metrics[name],
    interval: intervals[name],
  });
  const interval = { low: 0.5, high: 0.9 };
  const slices = [
    { slice: 'length' as const, part: 'up to 5 tokens', texts: 100, right: 70, interval },
    { slice: 'length' as const, part: '6 to 10 tokens', texts: 100, right: 80, interval },
  ];
  return {
    format: REPORT_FORMAT,
    name: 'mine-1',
    command: 'npm run train -- --data mine.csv',
    network: { ...DEFAULT_NETWORK, labels: [...labels], vocabulary: 50 },
    config: { ...DEFAULT_TRAIN, epochs: many },
    data: summary,
    epochs,
    result: {
      version: '0123456789ab',
      stopped: 'finished',
      kept: many,
      sentences: fiveSentences({ facts, accuracy: metrics.accuracy, labels: table, slices, data: summary }),
      figures: { accuracy: figure('accuracy'), macro_f1: figure('macro_f1'), ece: figure('ece') },
      heldBack: heldBackTexts(
        { ...dev, featureOffsets: ints([]), features: ints([]) },
        labels,
        rightOf(judged),
      ),
      labels: table,
      reliability: reliabilityOf(judged),
      slices,
      texts: { mistakes: texts, examples: texts.slice(0, 4), personal: 0 },
    },
    ...more,
  };
}
