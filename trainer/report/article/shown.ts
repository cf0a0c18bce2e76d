import type { Effect } from './effects.ts';
import type { Evidence } from './findings.ts';
import type { Spread } from './measured.ts';
import type { ShownInterval, Texts } from './texts.ts';

/** Where a figure is missing. */
export const NONE = '–';

/** A mean over seeds of a share, with its deviation, such as `77.3 ± 0.4 %`. */
export function share({ says }: Texts, spread: Spread | undefined): string {
  if (spread === undefined) return NONE;
  const { mean, deviation, diverged, seeds } = spread;
  const around = deviation === undefined ? '' : ` ± ${(100 * deviation).toFixed(1)}`;
  return `${(100 * mean).toFixed(1)}${around} %${diverged > 0 ? ` (${says.diverged(diverged, seeds)})` : ''}`;
}

/** A mean loss over seeds, with its deviation. */
export function lossOf(spread: Spread | undefined): string {
  if (spread === undefined) return NONE;
  const { mean, deviation } = spread;
  return `${mean.toFixed(3)}${deviation === undefined ? '' : ` ± ${deviation.toFixed(3)}`}`;
}

/** A difference with its sign. */
export function signed(value: number, digits: number): string {
  const shown = Math.abs(value).toFixed(digits);
  if (Number(shown) === 0) return shown;
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** A ratio or a length, whose order of magnitude matters. */
export function magnitude(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.01 && value < 1000) return String(Number(value.toPrecision(2)));
  return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replace('-', '−');
}

/** The difference of two arms, in points or in loss. */
export function difference({ says }: Texts, { measure, mean, interval }: Effect): string {
  const isLoss = measure === 'loss';
  const show = (value: number) => (isLoss ? signed(value, 3) : signed(100 * value, 1));
  const bounds: ShownInterval = interval && { low: show(interval.low), high: show(interval.high) };
  return isLoss ? says.loss(show(mean), bounds) : says.points(show(mean), bounds);
}

/** What decides a claim, in words. */
export function evidence(texts: Texts, given: Evidence): string {
  const { says } = texts;
  if (given.kind === 'effect') return difference(texts, given.effect);
  if (given.kind === 'ratio') return says.ratio(magnitude(given.ratio), String(given.step));
  if (given.kind === 'length') return says.length(magnitude(given.length), String(given.step));
  if (given.kind === 'selection') {
    const { chosen, best, folds } = given.selection;
    return says.selection(chosen, best, folds);
  }
  const { ratio, runs, control } = given.speed;
  return says.speed(ratio.toFixed(2), runs, control?.toFixed(2));
}
