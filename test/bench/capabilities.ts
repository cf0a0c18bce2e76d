import { type Behaviour, casesOf } from '../../trainer/corpora/behaviour.ts';
import { type Case, type GroupResult, runCases } from '../../trainer/corpora/cases.ts';
import lists from './checklist.json' with { type: 'json' };
import type { Subject } from './subject.ts';

/**
 * The capabilities of CheckList (Ribeiro et al. 2020), in frames and words of our own. A group's name begins with its
 * capability: “negation: simple”. `evaluate --suite` takes the lists too.
 */
export const CHECKLIST = lists as Behaviour;

/** What a model or a peer made of the cases. */
export type Run = { name: string; groups: readonly GroupResult[] };

const THREE_CLASSES = ['negative', 'neutral', 'positive'];
const NAME_WIDTH = 56;
const CELL_WIDTH = 17;

/** All cases, the same ones each time. */
export function checklistCases(): Generator<Case> {
  return casesOf(CHECKLIST);
}

/** Asks for each text once. Peers that answer labels alone are as sure of theirs as can be. */
export function runChecklist(subject: Subject, cases: readonly Case[]): Run {
  const texts = [...new Set(cases.flatMap((each) => each.texts))];
  const rows = texts.map((text) => ({ text, label: 'neutral' }));
  const answers = subject.judge(rows, THREE_CLASSES);
  const said = new Map(texts.map((text, i) => [text, saidBy(answers[i])]));
  const classify = (text: string) => said.get(text) as ReturnType<typeof saidBy>;
  return { name: subject.name, groups: runCases(cases, THREE_CLASSES, classify).groups };
}

function saidBy(probabilities: ArrayLike<number>) {
  const scores = THREE_CLASSES.map((label, i) => [label, probabilities[i]] as const);
  const [label] = scores.reduce((best, each) => (each[1] > best[1] ? each : best));
  return { label, scores: Object.fromEntries(scores) };
}

export function capabilityOf(group: string): string {
  return group.split(':')[0];
}

/** Shares of failed cases by capability, each the mean over its groups, however many cases they have. */
export function meansOf(groups: readonly GroupResult[]): Map<string, number> {
  const shares = Map.groupBy(groups, ({ group }) => capabilityOf(group));
  return new Map(
    [...shares].map(([capability, own]) => [capability, mean(own.map((each) => each.failed / each.cases))]),
  );
}

export function mean(values: Iterable<number>): number {
  const all = [...values];
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

/** The shares that fail in a language: its groups under their capability, and the mean over capabilities. */
export function checklistTable(runs: readonly Run[], language: string): string {
  const own = runs.map(({ groups }) => groups.filter((group) => group.language === language));
  const means = own.map(meansOf);
  const capabilities = [...means[0].keys()].flatMap((capability) => [
    line(
      capability,
      means.map((of) => percent(of.get(capability) as number)),
    ),
    ...own[0].flatMap(({ group, cases }, i) => {
      if (capabilityOf(group) !== capability) return [];
      const name = group.slice(capability.length + 2);
      return [
        line(
          `  ${name} (${cases})`,
          own.map((groups) => percent(groups[i].failed / groups[i].cases)),
        ),
      ];
    }),
  ]);
  const heads = runs.map(({ name }) => name.slice(0, CELL_WIDTH - 1));
  const last = line(
    'mean over capabilities',
    means.map((of) => percent(mean(of.values()))),
  );
  return [line(`Share of the cases that fail, ${language}`, heads), ...capabilities, last, ''].join('\n');
}

/** The first text of each group that failed, and what was wanted. */
export function firstFailures({ name, groups }: Run): string {
  const failures = groups.flatMap(({ group, language, examples }) =>
    examples
      .slice(0, 1)
      .map(({ text, answer, expected }) => `  ${group}, ${language}: ${text} → ${answer}, not ${expected}`),
  );
  return [`Failures of ${name}:`, ...failures, ''].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function line(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(CELL_WIDTH)).join('');
}
