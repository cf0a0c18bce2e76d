/** A set as `bench:accuracy` printed it: the columns of each line by the name in front of it. */
export type PrintedSet = {
  texts: string;
  /** The measure that counts, as the heads of the columns say it. */
  measure: string;
  /** Numbers of decisions that were made with the set in sight; empty where there are none. */
  looked: string[];
  rows: Map<string, Record<string, string>>;
};

/** What `bench:accuracy` printed of the model that ships and those beside it, all figures as they stand there. */
export type Output = {
  /** From the first set on, as it is kept in the docs. */
  text: string;
  /** NAME@VERSION of the model that ships. */
  model: string;
  version: string;
  sets: Map<string, PrintedSet>;
  /** Shares of the suite's cases on which the model that ships fails, by `GROUP, LANGUAGE`. */
  failures: Map<string, string>;
  /** What was reached and what a release must reach, by what is bounded. */
  bounds: Map<string, { reached: string; must: string }>;
};

const SET =
  /^(\S.*): ([\d,]+) texts, \d classes, (?:never looked at|looked at) when choosing(?: \(decisions ([\d, ]+)\))?$/;
const MODEL = /^Bounds of (\S+@([0-9a-f]{12})) /;
const GROUP = /^(.+, \w+) \(\d+\)$/;

/** @throws Error where the text is no whole output. */
export function readOutput(all: string): Output {
  const lines = all.trimEnd().split('\n');
  const begin = lines.findIndex((line) => SET.test(line));
  const [, model, version] = lines.map((line) => MODEL.exec(line)).find((found) => found !== null) ?? [];
  if (begin < 0 || model === undefined) {
    throw new Error(
      'no set or no bounds: this is not the output of bench:accuracy, from its first line to its last',
    );
  }
  const own = lines.slice(begin);
  const parts = new Map(partsOf(own).map(([head, ...rest]) => [head, rest]));
  const part = (start: string) => [...parts].find(([head]) => head.startsWith(start))?.[1] ?? [];
  return {
    text: own.join('\n'),
    model,
    version,
    sets: new Map([...parts].flatMap(([head, rest]) => setOf(head, rest))),
    failures: new Map(part('Behaviour: ').flatMap(failureOf)),
    bounds: new Map(
      part('Bounds of ')
        .map(columns)
        .map(([name, reached, must]) => [name, { reached, must }]),
    ),
  };
}

/** Lines between blank ones. */
function partsOf(lines: readonly string[]): string[][] {
  return lines
    .join('\n')
    .split(/\n\n+/)
    .map((part) => part.split('\n'));
}

function setOf(head: string, [heads = '', ...rest]: string[]): [string, PrintedSet][] {
  const found = SET.exec(head);
  if (found === null) return [];
  const [, title, texts, decisions] = found;
  const [counts, ...names] = columns(heads);
  // A published figure has no columns.
  const rows = rest.map(columns).filter((cells) => cells.length === names.length + 1);
  const byName = rows.map(([name, ...cells]): [string, Record<string, string>] => [
    name,
    Object.fromEntries(names.map((each, i) => [each, cells[i]])),
  ]);
  const measure = counts.replace(/ counts$/, '');
  return [[title, { texts, measure, looked: decisions?.split(', ') ?? [], rows: new Map(byName) }]];
}

function failureOf(line: string): [string, string][] {
  const [name, share] = columns(line);
  const group = GROUP.exec(name)?.[1];
  return group === undefined ? [] : [[group, share]];
}

function columns(line: string): string[] {
  return line.trim().split(/\s{2,}/);
}
