import { clean } from '../print.ts';
import {
  calibrationError,
  crossEntropy,
  type Fit,
  fitCalibration,
  type Held,
  middleLength,
  temperatureAt,
} from './calibration.ts';

/** Fewer say little of how often a model is right. */
const FEW_TEXTS = 100;
/** Of the temperature's logarithm: a prior that holds it farther off than this is told. */
const FAR = 0.05;

/** A calibration, the one that texts make most probable, and whether that one is closer to how often the model is right. */
type Refit = { before: Fit; fit: Fit; isBetter: boolean };

/** What `calibrate` says of temperature and length exponent, in lines. */
export function fitReport(held: Held, labels: readonly string[], { before, fit, isBetter }: Refit): string[] {
  const texts = held.labels.length;
  const few = `note: ${texts} texts are few to calibrate by, ${FEW_TEXTS} or more say more`;
  const error = (of: Fit) => calibrationError(held, labels, of).toFixed(4);
  const kept =
    `calibrated well already by ${count(texts)} texts, nothing to gain: ` +
    `calibration error ${error(before)} would be ${error(fit)}, so the temperature stays`;
  return [
    ...(texts < FEW_TEXTS ? [few] : []),
    ...(isBetter ? [...heldByPrior(held, before, fit), changes(held, labels, before, fit)] : [kept]),
  ];
}

/**
 * What texts that are few or easy do not show. Temperature and exponent make up for each other, so fits are compared by what they
 * divide the logits of a text of middle length by.
 */
function heldByPrior(held: Held, before: Fit, after: Fit): string[] {
  const length = middleLength(held.lengths);
  const temperatures = [fitCalibration(held, null), before, after].map((fit) => temperatureAt(fit, length));
  const [alone, was, is] = temperatures.map((each) => each.toFixed(2));
  if (Math.abs(Math.log(temperatures[0] / temperatures[2])) <= FAR) return [];
  const tokens = Math.round(length);
  return [
    `note: the texts alone would put the temperature at ${alone} for ${tokens} ${tokens === 1 ? 'token' : 'tokens'}, which few or ` +
      `easy ones cannot show: a prior around ${was} holds it at ${is}`,
  ];
}

function changes(held: Held, labels: readonly string[], before: Fit, after: Fit): string {
  const both = (name: string, figure: (fit: Fit) => number) =>
    `${name} ${figure(before).toFixed(4)} → ${figure(after).toFixed(4)}`;
  return [
    `calibrated by ${count(held.labels.length)} texts: ${both('loss', (fit) => crossEntropy(held, fit))}`,
    both('calibration error', (fit) => calibrationError(held, labels, fit)),
    both('temperature', ({ temperature }) => temperature),
    both('length exponent', ({ lengthExponent }) => lengthExponent),
  ].join(', ');
}

/** Labels that a line names. */
const NAMED = 5;

/**
 * What costs change in the answers, in a line.
 *
 * @param before the index of each text's answer.
 * @param after the same, by the new costs.
 */
export function costsReport(
  labels: readonly string[],
  before: readonly number[],
  after: readonly number[],
): string {
  const changed = after.filter((answer, text) => answer !== before[text]).length;
  const answered = (label: number, answers: readonly number[]) =>
    answers.filter((each) => each === label).length;
  const moved = labels.flatMap((name, label) => {
    const [was, is] = [answered(label, before), answered(label, after)];
    return was === is ? [] : [`${clean(name)} ${count(was)} → ${count(is)}`];
  });
  const more = moved.length > NAMED ? ` and ${moved.length - NAMED} more` : '';
  const listed = moved.length === 0 ? '' : `: ${moved.slice(0, NAMED).join(', ')}${more}`;
  return `costs change ${count(changed)} of ${count(after.length)} answers${listed}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
