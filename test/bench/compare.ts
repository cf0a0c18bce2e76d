/**
 * How often `trainer compare` calls two variants different that are equally good, and how often it finds a difference that is there.
 * Nothing is trained on texts: answers are drawn, which takes a minute or two.
 *
 *     npm run bench:compare [-- --repeats 400]
 *
 * `--test FILE`: each of two variants is right on a text as its difficulty, what the text is to the variant, the seed and chance decide.
 * `spread` is the standard deviation of the accuracy of seeds, in points. “t over seeds” takes the texts for all there are; “bootstrap” is
 * the interval by drawing seeds and texts anew. `splits`: two naive Bayes classifiers read other halves of features that are worth the
 * same, and each seed holds a fifth of the rows back. “plain t” takes splits for independent. Each is the share of the repeats in which a
 * difference is called clear at 5 %; `points` is the mean difference.
 */
import { parseArgs } from 'node:util';
import { packAnswers } from '../../trainer/experiment/compare/answers.ts';
import type { ArmFit } from '../../trainer/experiment/compare/armfit.ts';
import { standingsOf } from '../../trainer/experiment/compare/standings.ts';
import { mixKey, uniform } from '../../trainer/random.ts';
import { meanOf, pairedTest } from '../../trainer/scoring/correctederror.ts';

const { values: flags } = parseArgs({ options: { repeats: { type: 'string', default: '400' } } });
const REPEATS = Number(flags.repeats);
const ALPHA = 0.05;

/** Answers of two variants: for each of them, by seed, which texts are right. */
type Answers = [boolean[][], boolean[][]];
/** What was called different, and by how many points they differ in the mean. */
type Counts = { ours: number; plain: number; bootstrap: number; points: number };

/** On the scale of difficulties: a shift of 0.12 changes 2.25 points of accuracy. */
const PROBIT_OF_POINTS = 0.12 / 2.25;
const FEATURES = 20;
/** How much more often a feature is there with one label. */
const WORTH = 0.09;

let drawn = 0;
const key = mixKey(1, 0xc0);
const next = () => uniform(key, drawn++);
const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const normals = (size: number, deviation: number) => Array.from({ length: size }, () => deviation * normal());

const FILES = [
  { seeds: 5, texts: 500, spread: 0.5, shift: 0 },
  { seeds: 5, texts: 2000, spread: 0.5, shift: 0 },
  { seeds: 5, texts: 500, spread: 1, shift: 0 },
  { seeds: 5, texts: 2000, spread: 1, shift: 0 },
  { seeds: 10, texts: 2000, spread: 1, shift: 0 },
  { seeds: 5, texts: 2000, spread: 2, shift: 0 },
  { seeds: 5, texts: 500, spread: 1, shift: 2 },
  { seeds: 5, texts: 2000, spread: 1, shift: 2 },
  { seeds: 10, texts: 2000, spread: 1, shift: 2 },
];
const SPLITS = [
  { seeds: 5, rows: 600, shift: 0 },
  { seeds: 10, rows: 600, shift: 0 },
  { seeds: 5, rows: 2000, shift: 0 },
  { seeds: 10, rows: 2000, shift: 0 },
  { seeds: 5, rows: 2000, shift: 0.02 },
  { seeds: 10, rows: 2000, shift: 0.02 },
];

console.log('--test FILE: seeds  texts  spread  points  t over seeds  bootstrap      ours');
for (const { seeds, texts, spread, shift } of FILES) {
  const counts = countAll(
    () => drawFile(seeds, texts, spread * PROBIT_OF_POINTS, shift * PROBIT_OF_POINTS),
    undefined,
  );
  const cells = [
    seeds,
    texts,
    spread.toFixed(1),
    points(counts),
    share(counts.plain),
    share(counts.bootstrap),
  ];
  print([...cells, share(counts.ours)], [18, 7, 8, 8, 14, 11, 10]);
}
console.log('\nsplits:      seeds   rows  points   plain t      ours');
for (const { seeds, rows, shift } of SPLITS) {
  const counts = countAll(() => drawSplits(seeds, rows, shift), 0.25);
  print([seeds, rows, points(counts), share(counts.plain), share(counts.ours)], [18, 7, 8, 10, 10]);
}

function countAll(draw: () => Answers, ratio: number | undefined): Counts {
  const counts: Counts = { ours: 0, plain: 0, bootstrap: 0, points: 0 };
  for (let repeat = 0; repeat < REPEATS; repeat++) count(draw(), ratio, counts);
  return counts;
}

function share(times: number): string {
  return `${((100 * times) / REPEATS).toFixed(1)} %`;
}

function points(counts: Counts): string {
  return ((100 * counts.points) / REPEATS).toFixed(2);
}

function print(cells: readonly (string | number)[], widths: readonly number[]): void {
  console.log(cells.map((cell, column) => String(cell).padStart(widths[column])).join(''));
}

function count([first, second]: Answers, ratio: number | undefined, counts: Counts): void {
  const [, { against }] = standingsOf([fitsOf(first), fitsOf(second)], ratio);
  const { p, bootstrap, difference } = against!;
  const bySeed = first.map((own, seed) =>
    meanOf(own.map((right, text) => Number(second[seed][text]) - Number(right))),
  );
  if (p < ALPHA) counts.ours++;
  if (pairedTest(bySeed, Number.POSITIVE_INFINITY).p < ALPHA) counts.plain++;
  if (bootstrap && bootstrap.low * bootstrap.high > 0) counts.bootstrap++;
  counts.points += difference;
}

/** What `standingsOf` reads of a fit. */
function fitsOf(answers: readonly boolean[][]): ArmFit[] {
  return answers.map((own) => ({ answers: packAnswers(own), texts: own.length }) as ArmFit);
}

/** Two variants on one file: about 79 % right; two seeds of one variant differ on a tenth of the texts. */
function drawFile(seeds: number, texts: number, spread: number, shift: number): Answers {
  const difficulty = normals(texts, 1.2);
  const variant = (own: number) => {
    const toVariant = normals(texts, 0.5);
    return normals(seeds, spread).map((seed) =>
      normals(texts, 0.6).map(
        (chance, text) => 1.2 + own + difficulty[text] + toVariant[text] + seed + chance > 0,
      ),
    );
  };
  return [variant(0), variant(shift)];
}

/** Two classifiers that read other halves of the features, on splits of one set of rows. */
function drawSplits(seeds: number, rows: number, shift: number): Answers {
  const labels = Array.from({ length: rows }, () => next() < 0.5);
  const features = labels.map((label) =>
    Array.from({ length: 2 * FEATURES }, (_, feature) => {
      const worth = feature < FEATURES ? WORTH : WORTH + shift;
      return next() < (label ? 0.5 + worth : 0.5 - worth);
    }),
  );
  const answers: Answers = [[], []];
  for (let seed = 0; seed < seeds; seed++) {
    const rank = labels.map(next);
    const order = [...labels.keys()].sort((a, b) => rank[a] - rank[b]);
    const [held, trained] = [order.slice(0, rows / 5), order.slice(rows / 5)];
    for (const half of [0, 1]) {
      // Each training draws rows anew, as a seed draws weights and order.
      const own = trained.map(() => trained[Math.floor(trained.length * next())]);
      answers[half].push(naiveBayes(features, labels, own, held, half * FEATURES));
    }
  }
  return answers;
}

/** Which held-out rows naive Bayes has right that reads the features from `begin` on. */
function naiveBayes(
  features: readonly (readonly boolean[])[],
  labels: readonly boolean[],
  trained: readonly number[],
  held: readonly number[],
  begin: number,
): boolean[] {
  const size = [1, 1];
  const found = [new Float64Array(FEATURES).fill(0.5), new Float64Array(FEATURES).fill(0.5)];
  for (const row of trained) {
    const label = Number(labels[row]);
    size[label]++;
    for (let i = 0; i < FEATURES; i++) if (features[row][begin + i]) found[label][i]++;
  }
  return held.map((row) => {
    let odds = Math.log(size[1] / size[0]);
    for (let i = 0; i < FEATURES; i++) {
      const [no, yes] = [found[0][i] / size[0], found[1][i] / size[1]];
      odds += features[row][begin + i] ? Math.log(yes / no) : Math.log((1 - yes) / (1 - no));
    }
    return odds > 0 === labels[row];
  });
}
