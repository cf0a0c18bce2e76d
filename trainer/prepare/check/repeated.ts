import type { Texts } from '../../encode/texts.ts';

/** A text that several rows have, as `digestKey` reads it: without case, punctuation, links and mentions. */
export type Repeated = {
  /** Where the rows are, in the order of the file. */
  lines: number[];
  /** The label of each. */
  labels: string[];
};

/** Texts that several rows have. */
export type Repetitions = {
  /** Rows that repeat an earlier one. */
  repeats: number;
  /** Those whose rows agree about the label, by their first line. */
  duplicates: Repeated[];
  /** Those whose rows do not. */
  contradictions: Repeated[];
};

/** Finds equal texts. @param names of the labels. */
export function repetitionsOf(
  { groups, labels, lines }: Pick<Texts, 'groups' | 'labels' | 'lines'>,
  names: readonly string[],
): Repetitions {
  const sizes = new Int32Array(groups.reduce((most, group) => Math.max(most, group + 1), 0));
  for (const group of groups) sizes[group]++;
  const members = new Map<number, number[]>();
  groups.forEach((group, text) => {
    if (sizes[group] === 1) return;
    const known = members.get(group);
    if (known) known.push(text);
    else members.set(group, [text]);
  });
  const all = [...members.values()].map((texts) => ({
    lines: texts.map((text) => lines[text]),
    labels: texts.map((text) => names[labels[text]]),
  }));
  const isAgreed = (repeated: Repeated) => repeated.labels.every((label) => label === repeated.labels[0]);
  return {
    repeats: all.reduce((sum, repeated) => sum + repeated.lines.length - 1, 0),
    duplicates: all.filter(isAgreed),
    contradictions: all.filter((repeated) => !isAgreed(repeated)),
  };
}
