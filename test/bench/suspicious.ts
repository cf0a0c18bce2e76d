/**
 * How many wrong labels `trainer suspicious` finds: labels of a file are flipped, and looked for in what it writes.
 *
 *     npm run bench:suspicious -- --data FILE [--share 0.05] [--flips 1,2,3] [--folds 3] [--seed 1] [--workers 2]
 *
 * One row a seed of flips and an order. “found” is the share of the flipped labels among the first 5 and 10 % of the rows; `even` and
 * `odd` are the rows of even and odd lines, so that a choice made on one half is reported on the other. The order of the
 * command is by `odds`: of the best other label against the file's. The others are its alternatives: the label's own
 * probability, that less the best other one, and that less its mean over rows of the label. “estimate” is the share of labels
 * that look wrong, as the command says it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeLabels } from '../../trainer/experiment/suspicious.ts';
import { tsvRow } from '../../trainer/files/csv.ts';
import { mixKey, shuffle, uniform } from '../../trainer/random.ts';
import { type Example, readExamples } from '../../trainer/read/examples.ts';
import { estimateNoise, type Judgement, rankSuspicions } from '../../trainer/scoring/labelnoise.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    share: { type: 'string', default: '0.05' },
    flips: { type: 'string', default: '1,2,3' },
    folds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
  },
});
if (flags.data === undefined) {
  console.error('--data is missing: a labelled file, whose labels are taken for right');
  process.exit(2);
}

/** A row of the file, and the label that it has in the flipped one. */
type Flipped = Pick<Example, 'text' | 'label'> & { given: string };

const rows: Example[] = [];
for await (const row of readExamples(flags.data)) rows.push(row);
const folder = mkdtempSync(join(tmpdir(), 'suspicious-'));
try {
  const head = ['flips', 'order', 'found in 5 %', 'in 10 %', 'even', 'odd', 'estimate', 'agree', 'seconds'];
  console.log(line(head));
  console.log(line(head.map(() => '---')));
  for (const seed of flags.flips.split(',').map(Number)) {
    for (const measured of await measure(seed, flip(rows, seed))) console.log(line(measured));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Gives a share of the rows another label, any of the others. */
function flip(examples: readonly Example[], seed: number): Flipped[] {
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const order = new Int32Array(examples.length);
  shuffle(order, mixKey(seed, 0xf11b));
  const wrong = new Set(order.subarray(0, Math.round(Number(flags.share) * examples.length)));
  return examples.map(({ text, label }, index) => {
    const others = labels.filter((other) => other !== label);
    const drawn = others[Math.floor(uniform(mixKey(seed, 0x0dd), index) * others.length)];
    return { text, label, given: wrong.has(index) ? drawn : label };
  });
}

async function measure(seed: number, flipped: readonly Flipped[]): Promise<unknown[][]> {
  const data = join(folder, 'flipped.tsv');
  const lines = flipped.map(({ given, text }) => tsvRow([given, text]));
  writeFileSync(data, ['label\ttext\n', ...lines].join(''));
  const started = performance.now();
  const choices = {
    folds: Number(flags.folds),
    seed: Number(flags.seed),
    workers: Number(flags.workers),
  };
  const silent = { report: () => {}, onTrained: () => {} };
  const { judgement } = await judgeLabels({ data, ...choices, ...silent }, new AbortController().signal);
  const seconds = (performance.now() - started) / 1000;
  const { share, agreement } = estimateNoise(judgement);
  const isWrong = (index: number) => flipped[index].label !== flipped[index].given;
  const found = (order: readonly number[], part: number, of: (index: number) => boolean) => {
    const sought = order.filter((index) => isWrong(index) && of(index)).length;
    const first = order.slice(0, Math.round(part * order.length));
    return percent(first.filter((index) => isWrong(index) && of(index)).length / sought);
  };
  return Object.entries(ordersOf(judgement)).map(([name, order]) => [
    ...[seed, name, found(order, 0.05, () => true), found(order, 0.1, () => true)],
    ...[found(order, 0.1, (index) => index % 2 === 0), found(order, 0.1, (index) => index % 2 === 1)],
    ...[percent(share), percent(agreement), seconds.toFixed(0)],
  ]);
}

/** Rows in the order of the command, and in those that it might have. */
function ordersOf(judgement: Judgement): Record<string, number[]> {
  const { labels, probabilities, classes } = judgement;
  const ranked = rankSuspicions(judgement);
  const own = (text: number) => probabilities[text * classes + labels[text]];
  const means = Array.from({ length: classes }, (_, label) => {
    const of = ranked.filter(({ text }) => labels[text] === label);
    return of.reduce((sum, { text }) => sum + own(text), 0) / of.length;
  });
  const by = (score: (each: (typeof ranked)[number]) => number) =>
    ranked.toSorted((a, b) => score(a) - score(b) || a.text - b.text).map(({ text }) => text);
  return {
    odds: ranked.map(({ text }) => text),
    own: by(({ text }) => own(text)),
    margin: by(({ text, suggested }) => own(text) - probabilities[text * classes + suggested]),
    adjusted: by(({ text }) => own(text) - means[labels[text]]),
  };
}

function line(cells: readonly unknown[]): string {
  return `| ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}
