import { clean } from '../print.ts';
import type { Contest } from '../scoring/compare.ts';
import type { Evaluation } from '../scoring/evaluation.ts';
import type { Steps } from '../scoring/ordered.ts';

/** An interval that is wider says little: ten points to each side. */
const WIDE = 0.2;
/** So few texts say nothing at all. */
const NOTHING = 10;
/** Labels that a sentence names. */
const MAX_NAMED = 10;

/** What the figures mean, a sentence each. */
export function sentencesOf(found: Evaluation): string[] {
  return [
    ...smallSample(found),
    ...overBaseline(found),
    ...neverAnswered(found),
    ...(found.steps ? errorsBySteps(found.steps) : []),
  ];
}

/** Says so where so few texts leave the accuracy open. */
function smallSample({ examples, interval: { accuracy } }: Evaluation): string[] {
  if (accuracy.high - accuracy.low <= WIDE) return [];
  const proof = examples <= NOTHING ? 'prove nothing' : 'prove little';
  const subject = examples === 1 ? '1 text proves nothing' : `${count(examples)} texts ${proof}`;
  return [
    `${subject}: on others like these the accuracy may be anywhere from ${percent(accuracy.low)} to ${percent(accuracy.high)} %.`,
  ];
}

function overBaseline({ interval, accuracy, baseline: { majority, word_list } }: Evaluation): string[] {
  const said: string[] = [];
  if (interval.accuracy.low <= majority.accuracy) {
    const verb = accuracy > majority.accuracy ? 'cannot be told from' : 'is no better than';
    said.push(`The model ${verb} answering “${clean(majority.label)}” to every text.`);
  }
  if (word_list && interval.accuracy.low <= word_list.accuracy) {
    const verb = accuracy > word_list.accuracy ? 'cannot be told from' : 'is no better than';
    said.push(`The model ${verb} a list of words with a score each.`);
  }
  return said;
}

function neverAnswered({ never_answered: labels, labels: figures }: Evaluation): string[] {
  if (labels.length === 0) return [];
  const named = labels
    .toSorted((a, b) => figures[b].support - figures[a].support)
    .slice(0, MAX_NAMED)
    .map((label) => `${clean(label)} (${count(figures[label].support)})`);
  const more = labels.length > MAX_NAMED ? ` and ${labels.length - MAX_NAMED} more` : '';
  return [`Never answered, with the texts that have it: ${named.join(', ')}${more}.`];
}

function errorsBySteps({ texts }: Steps): string[] {
  const [right, ...wrong] = texts;
  const errors = wrong.reduce((total, many) => total + many, 0);
  if (errors === 0) return [];
  const far = wrong.flatMap((many, index) =>
    many > 0 && index > 0 ? [`${count(many)} are ${index + 1} steps off`] : [],
  );
  const all = `Of ${count(errors)} errors in ${count(right + errors)} texts`;
  return [far.length === 0 ? `${all} none is more than a step off.` : `${all} ${far.join(', ')}.`];
}

/**
 * Which of two models is better, as far as these texts can tell.
 *
 * @param other what the second is called.
 */
export function contestSentences(contest: Contest, other: string): string[] {
  const { texts, only_first, only_second, difference, interval, p, is_real } = contest;
  if (only_first + only_second === 0) {
    return [`${clean(other)} is right on the same ${count(texts)} texts.`, RECIPES];
  }
  const sign = difference < 0 ? -1 : 1;
  const [low, high] = sign > 0 ? [interval.low, interval.high] : [-interval.high, -interval.low];
  const much =
    difference === 0
      ? 'as many'
      : `${count(Math.abs(only_second - only_first))} ${sign > 0 ? 'more' : 'fewer'}`;
  const verdict = is_real ? 'the difference is real' : 'the difference cannot be told from chance';
  return [
    `${clean(other)} is right on ${much} of ${count(texts)} texts (${percent(sign * difference)} points, ` +
      `95 % interval ${percent(low)} to ${percent(high)}; McNemar's test: p = ${probability(p)}): ${verdict}.`,
    `It alone is right on ${count(only_second)}, the first alone on ${count(only_first)}.`,
    RECIPES,
  ];
}

const RECIPES =
  'This compares two files, not two ways to train: another seed of the same training moves accuracy by about 2 points.';

function probability(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(3);
}

function percent(share: number): string {
  // 0 without a sign: -0.04 is shown as 0.0.
  return ((Math.round(share * 1000) + 0) / 10).toFixed(1);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
