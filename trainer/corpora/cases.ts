/**
 * One demand on a model, which fails or passes whole. Without `labels`, `more`, `less`, `read_as` and `at_most`, any label
 * will do that is the same for all texts. The three kinds of the others are those of CheckList (Ribeiro et al. 2020): minimum functionality, invariance and
 * directional expectation.
 */
export type Case = {
  group: string;
  language?: string;
  /** One or more; two or more without `labels`. */
  texts: readonly string[];
  /** Each text gets one of them. */
  labels?: readonly string[];
  /** The probability of this label is no lower for later texts than for the first. */
  more?: string;
  /** As `more`, no higher. */
  less?: string;
  /**
   * Of `more` and `less`: how far the probability may go the wrong way; 0 without. Where all texts should get one label:
   * another one is no failure unless the probability of the first text's label falls by more.
   */
  tolerance?: number;
  /** The language that the model takes each text for: `en`, `zh` or `und`. */
  read_as?: string;
  /** No label of any text has a higher probability. */
  at_most?: number;
};

/** What a model says of a text. */
export type Said = { label: string; scores: Readonly<Record<string, number>>; language?: string };

type Failure = { text: string; answer: string; expected: string };

/** How the cases of a group went. */
export type GroupResult = {
  group: string;
  language?: string;
  cases: number;
  failed: number;
  /** The first texts that failed. */
  examples: Failure[];
};

export type SuiteResult = {
  cases: number;
  failed: number;
  /** Cases that ask for labels that the model lacks. */
  left_out: number;
  groups: GroupResult[];
};

/** Failures of a group that are shown. */
const EXAMPLES = 3;
const SCORE_DECIMALS = 3;

/**
 * Runs cases.
 *
 * @param labels that the model can answer; cases that ask for others alone are left out.
 */
export function runCases(
  cases: Iterable<Case>,
  labels: readonly string[],
  classify: (text: string) => Said,
): SuiteResult {
  const groups = new Map<string, GroupResult>();
  const result = { cases: 0, failed: 0, left_out: 0 };
  for (const each of cases) {
    if (!canAnswer(each, labels)) {
      result.left_out++;
      continue;
    }
    const found = groupOf(groups, each);
    found.cases++;
    result.cases++;
    const failure = failureOf(each, classify);
    if (failure === undefined) continue;
    found.failed++;
    result.failed++;
    if (found.examples.length < EXAMPLES) found.examples.push(failure);
  }
  return { ...result, groups: [...groups.values()] };
}

function canAnswer({ labels: allowed, more, less }: Case, labels: readonly string[]): boolean {
  const direction = more ?? less;
  if (direction !== undefined) return labels.includes(direction);
  return allowed === undefined || allowed.some((label) => labels.includes(label));
}

function groupOf(groups: Map<string, GroupResult>, { group, language }: Case): GroupResult {
  const key = JSON.stringify([group, language]);
  const known = groups.get(key);
  if (known) return known;
  const created = {
    group,
    ...(language === undefined ? {} : { language }),
    cases: 0,
    failed: 0,
    examples: [],
  };
  groups.set(key, created);
  return created;
}

/** The first text that breaks the demand. */
function failureOf(each: Case, classify: (text: string) => Said): Failure | undefined {
  const { texts, labels, tolerance } = each;
  const said = texts.map((text) => classify(text));
  const misread = wrongReading(each, said);
  if (misread) return misread;
  if (each.more !== undefined || each.less !== undefined) return wrongDirection(each, said);
  if (labels === undefined && asksForReading(each)) return undefined;
  const [first] = said;
  const allowed = labels ?? [first.label];
  const isNear = ({ scores }: Said) =>
    tolerance !== undefined && first.scores[first.label] - scores[first.label] <= tolerance;
  const stray = said.findIndex((one) => !(allowed.includes(one.label) || isNear(one)));
  if (stray < 0) return undefined;
  const expected = labels === undefined ? `${first.label}, as of “${texts[0]}”` : labels.join(' or ');
  return { text: texts[stray], answer: said[stray].label, expected };
}

/** Whether a case asks how its texts are read, which needs no second text and no label. */
export function asksForReading({ read_as, at_most }: { read_as?: unknown; at_most?: unknown }): boolean {
  return read_as !== undefined || at_most !== undefined;
}

function wrongReading({ texts, read_as, at_most }: Case, said: readonly Said[]): Failure | undefined {
  const foreign = read_as === undefined ? -1 : said.findIndex(({ language }) => language !== read_as);
  if (foreign >= 0) {
    return {
      text: texts[foreign],
      answer: `read as ${said[foreign].language}`,
      expected: `read as ${read_as}`,
    };
  }
  const most = at_most ?? 1;
  for (const [i, { scores }] of said.entries()) {
    const over = Object.entries(scores).find(([, score]) => score > most);
    if (over === undefined) continue;
    const answer = `${over[0]} ${over[1].toFixed(SCORE_DECIMALS)}`;
    return { text: texts[i], answer, expected: `no score over ${most.toFixed(SCORE_DECIMALS)}` };
  }
  return undefined;
}

function wrongDirection(
  { texts, more, less, tolerance = 0 }: Case,
  said: readonly Said[],
): Failure | undefined {
  const label = (more ?? less) as string;
  const sign = more === undefined ? -1 : 1;
  const scores = said.map((one) => one.scores[label]);
  const least = scores[0] - sign * tolerance;
  const stray = scores.findIndex((score) => sign * score < sign * least);
  if (stray < 0) return undefined;
  const bound = `${label} ${least.toFixed(SCORE_DECIMALS)} or ${more === undefined ? 'less' : 'more'}`;
  return {
    text: texts[stray],
    answer: `${label} ${scores[stray].toFixed(SCORE_DECIMALS)}`,
    expected: `${bound}, as of “${texts[0]}”`,
  };
}
