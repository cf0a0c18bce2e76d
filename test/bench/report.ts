import { type Metrics, wilson } from '../../trainer/scoring/metrics.ts';
import type { Failures } from './behaviour.ts';
import type { Bound, TestSet } from './sets.ts';

export type Result = { name: string; probabilistic: boolean; metrics: Metrics };
export type Measured = { set: TestSet; results: readonly Result[] };

/** The model that is held to its bounds, and those in the table that it is compared with. */
export type Shipped = { name: string; bytes: number; peer?: string | undefined; f32?: string | undefined };

const NAME_WIDTH = 38;
const CELL_WIDTH = 14;
const MEGABYTE = 1e6;
/** Bounds of what is not one set's figure. */
const BOUNDS = {
  ece: { must: 0.03, aim: 0.02 },
  lost: { must: 0.002, aim: 0 },
  bytes: { must: 6.5 * MEGABYTE, aim: 4 * MEGABYTE },
  // Above 0, not at it.
  margin: { must: Number.EPSILON, aim: 0.04 },
  failures: { must: 0.15, aim: 0.1 },
};
/** Groups of the behaviour suite with a bound of their own: no public corpus of the model that ships has such texts. */
const GROUP_BOUNDS: Record<string, Bound> = {
  news: { must: 0.22, aim: 0.1 },
  service: { must: 0.22, aim: 0.1 },
};
/** How much more often a group may fail than it does with the model of before. */
const MAX_WORSE = 0.02;
/** Decisions that were made with figures of the behaviour suite in sight. */
const BEHAVIOUR_LOOKED = [7, 9, 11, 12, 36];

/** The figures of one set, a line for each that was measured; published ones follow, marked. */
export function setTable({ set, results }: Measured): string {
  const [{ metrics }] = results;
  const head = ['accuracy', '95 %', 'macro-F1', 'macro recall', 'cal. error'];
  return [
    `${set.title}: ${metrics.examples.toLocaleString('en-US')} texts, ${set.labels.length} classes, ${looked(set.looked)}`,
    line(`  ${title(set.metric)} counts`, head),
    ...results.map((result) => line(`  ${result.name}`, cells(result))),
    ...set.published.map(({ name, value, on }) => {
      const where = on === undefined ? '' : `, on ${on}`;
      return `  ${name}: ${title(set.metric)} ${figure(set, value)} (published${where}; not measured here)`;
    }),
    '',
  ].join('\n');
}

function cells({ probabilistic, metrics }: Result): string[] {
  const { accuracy, examples, macro_f1, macro_recall, ece } = metrics;
  const { low, high } = wilson(Math.round(accuracy * examples), examples);
  return [
    percent(accuracy),
    `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`,
    macro_f1.toFixed(3),
    macro_recall.toFixed(3),
    probabilistic ? ece.toFixed(3) : '–',
  ];
}

/** Failures of every group, a column for each that was measured. */
export function behaviourTable(all: readonly { name: string; groups: readonly Failures[] }[]): string {
  const [first] = all;
  const failures = first.groups.map(({ group, language, cases }, i) =>
    line(
      `  ${group}, ${language} (${cases})`,
      all.map(({ groups }) => percent(groups[i].failed / groups[i].cases)),
    ),
  );
  const examples = first.groups.flatMap(({ group, examples: found }) =>
    found.slice(0, 1).map((text) => `  ${group}: ${text}`),
  );
  return [
    `Behaviour: share of the cases that fail, ${looked(BEHAVIOUR_LOOKED)}`,
    line(
      '',
      all.map(({ name }) => name.slice(0, CELL_WIDTH - 1)),
    ),
    ...failures,
    '',
    `Failures of ${first.name}:`,
    ...examples,
    '',
  ].join('\n');
}

/** Whether those who chose had figures of a set in sight, and where that is told. */
function looked(decisions: readonly number[]): string {
  if (decisions.length === 0) return 'never looked at when choosing';
  return `looked at when choosing (decisions ${decisions.join(', ')})`;
}

/**
 * Every bound, what the shipped model reached, and whether it holds.
 *
 * @param before how often the groups fail with the model of before, in the same order; undefined: no group is compared with it.
 */
export function verdicts(
  shipped: Shipped,
  measured: readonly Measured[],
  groups: readonly Failures[],
  before?: readonly Failures[],
): string {
  const rows = measured.flatMap(({ set, results }) => {
    const find = (name: string | undefined) => results.find((result) => result.name === name)?.metrics;
    const own = find(shipped.name) as Metrics;
    const peer = set.labels.length === 2 ? find(shipped.peer) : undefined;
    const f32 = find(shipped.f32);
    return [
      atLeast(`${set.title}, ${title(set.metric)}`, own[set.metric], set, (value) => figure(set, value)),
      atMost(`${set.title}, calibration error`, own.ece, BOUNDS.ece, (value) => value.toFixed(3)),
      ...(peer
        ? [atLeast(`${set.title}, over fastText`, own.accuracy - peer.accuracy, BOUNDS.margin, points)]
        : []),
      ...(f32 ? [atMost(`${set.title}, lost to F32`, f32.accuracy - own.accuracy, BOUNDS.lost, points)] : []),
    ];
  });
  const size = atMost(
    'model file',
    shipped.bytes,
    BOUNDS.bytes,
    (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`,
  );
  const behaviour = groups.map((group, i) =>
    atMost(
      `${group.group}, ${group.language}: failures`,
      shareOf(group),
      groupBound(group, before?.[i]),
      percent,
    ),
  );
  const head = line(`Bounds of ${shipped.name}`, ['reached', 'must', 'aim', '']);
  return [head, ...rows, size, ...behaviour].join('\n');
}

function shareOf({ cases, failed }: Failures): number {
  return failed / cases;
}

function groupBound({ group }: Failures, before: Failures | undefined): Bound {
  const bound = GROUP_BOUNDS[group] ?? BOUNDS.failures;
  return before && !GROUP_BOUNDS[group]
    ? { ...bound, must: (before.failed + MAX_WORSE * before.cases) / before.cases }
    : bound;
}

function atLeast(name: string, value: number, bound: Bound, show: (value: number) => string): string {
  return verdict(name, value, bound, show, (least) => value >= least);
}

function atMost(name: string, value: number, bound: Bound, show: (value: number) => string): string {
  return verdict(name, value, bound, show, (most) => value <= most);
}

function verdict(
  name: string,
  value: number,
  { must, aim }: Bound,
  show: (value: number) => string,
  holds: (bound: number) => boolean,
): string {
  const enough = must === undefined ? 'reported' : holds(must) ? 'enough' : 'MISSED';
  const figures = [show(value), must === undefined ? '–' : show(must), show(aim)];
  return line(`  ${name}`, [...figures, holds(aim) ? 'aim' : enough]);
}

/** A set's figure as people of the field write it: accuracy in percent, the others as shares. */
function figure({ metric }: TestSet, value: number): string {
  return metric === 'accuracy' ? percent(value) : value.toFixed(3);
}

function title(metric: TestSet['metric']): string {
  return { accuracy: 'accuracy', macro_f1: 'macro-F1', macro_recall: 'macro recall' }[metric];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(2)} pts`;
}

function line(name: string, columns: readonly string[]): string {
  return (name.padEnd(NAME_WIDTH) + columns.map((cell) => cell.padStart(CELL_WIDTH)).join('')).trimEnd();
}
