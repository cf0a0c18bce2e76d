import { grid } from '../../terminal/table.ts';
import { ALPHA, type Drop } from './race.ts';
import type { CandidateReport, Selection } from './selection.ts';

/** A selection as people read it: the table, then what follows from it. */
export function selectionText(selection: Selection, width: number): string {
  return [grid(rowsOf(selection), width), '', ...sentencesOf(selection)].join('\n');
}

const HEAD = ['', 'right', '±', 'beside it', '±', 'p', 'folds', 'parameters'];

/** The table: each candidate with its share of right rows, and beside the chosen one, in points. */
function rowsOf({ candidates, chosen }: Selection): (string | number)[][] {
  return [
    HEAD,
    ...candidates.map(({ name, accuracy, error, against, folds, parameters }) => [
      name === chosen ? `${name} *` : name,
      ...[`${points(accuracy)} %`, points(error)],
      against ? signed(against.difference) : '',
      against ? points(against.error) : '',
      against?.p?.toFixed(3) ?? '',
      ...[folds.length, parameters],
    ]),
  ];
}

/** What was chosen, whether anything differs, and what an honest figure is. */
export function sentencesOf(selection: Selection): string[] {
  const { candidates, chosen, best, folds, nested } = selection;
  const own = find(candidates, chosen);
  const most = isTied(candidates, own)
    ? 'the simplest of those that are right as often'
    : 'more than any other';
  const rule = chosen === best ? most : 'the simplest within one standard error of the best';
  const head = `* chosen: ${called(own)}, ${points(own.accuracy)} % (±${points(own.error)}) in ${folds} folds, ${rule}`;
  return [
    head,
    ...comparison(selection, own),
    ...dropped(selection),
    ...diverged(selection),
    ...(nested ? nestedOf(nested) : []),
  ];
}

/** Whether another is right exactly as often: chance may have it so on few rows. */
function isTied(candidates: readonly CandidateReport[], own: CandidateReport): boolean {
  return second(candidates, own)?.accuracy === own.accuracy;
}

function dropped({ candidates }: Selection): string[] {
  const names = candidates.filter(({ beatenBy }) => beatenBy !== undefined).map(called);
  return names.length === 0 ? [] : [`dropped before the last fold: ${names.join(', ')}`];
}

function comparison({ candidates, best }: Selection, own: CandidateReport): string[] {
  const isClear = ({ against }: CandidateReport) => (against?.p ?? 1) < ALPHA;
  const better = candidates.filter((other) => isClear(other) && other.against!.difference > 0);
  const worse = candidates.filter((other) => isClear(other) && other.against!.difference < 0);
  const lines = worse.length > 0 ? [`clearly worse: ${worse.map(called).join(', ')}`] : [];
  if (better.length > 0) return [`clearly better, and larger: ${better.map(called).join(', ')}`, ...lines];
  const rival = own.name === best ? second(candidates, own) : find(candidates, best);
  if (rival === undefined) return lines;
  const error = points(rival.against?.error ?? 0);
  const figures = [own, rival].map(({ accuracy }) => points(accuracy));
  if (own.name !== best || isTied(candidates, own)) {
    return [
      `no ${noun(own)} is better than ${called(own)}: ${figures[1]} against ${figures[0]}, ±${error}`,
      ...lines,
    ];
  }
  if (worse.includes(rival)) return lines;
  return [`not clearly worse: ${called(rival)}, ${figures[1]} against ${figures[0]}, ±${error}`, ...lines];
}

/** Of the others that were measured in all folds the one that is right most often; undefined where all were dropped. */
export function second(
  candidates: readonly CandidateReport[],
  own: CandidateReport,
): CandidateReport | undefined {
  return candidates
    .filter((other) => other !== own && other.beatenBy === undefined)
    .sort((a, b) => b.accuracy - a.accuracy)[0];
}

function diverged({ candidates }: Selection): string[] {
  const names = candidates.filter(({ folds }) => folds.some(({ loss }) => loss === null)).map(called);
  return names.length === 0
    ? []
    : [`diverged, and counted as never right: ${names.join(', ')}; try a lower --learning-rate`];
}

function nestedOf({ accuracy, error, folds }: NonNullable<Selection['nested']>): string[] {
  const times = Map.groupBy(folds, ({ chosen }) => chosen);
  const chosen = [...times].map(([name, own]) => `${name} in ${own.length} of ${folds.length}`).join(', ');
  return [
    `on folds that the choice had not seen: ${points(accuracy)} % (±${points(error)}), the figure to quote`,
    `chosen without them: ${chosen} folds`,
  ];
}

/** What a round of the race dropped. */
export function describeDrop(
  { folds, p }: Drop,
  loser: { name: string; accuracy: number },
  winner: { name: string; accuracy: number },
): string {
  const [low, high] = [loser, winner].map(({ accuracy }) => points(accuracy));
  return `after ${folds} folds ${loser.name} is behind ${winner.name}, ${low} against ${high} %, p ${p.toFixed(3)}: dropped`;
}

/** A candidate by the one field that is tried as people say it. */
export function called({ name, values }: Pick<CandidateReport, 'name' | 'values'>): string {
  const [[field, value], ...more] = Object.entries(values);
  if (field !== 'blocks' || more.length > 0) return name;
  return value === 1 ? '1 block' : `${value} blocks`;
}

export function noun({ values }: CandidateReport): string {
  const fields = Object.keys(values);
  return fields.length > 1 ? 'other' : fields[0] === 'blocks' ? 'depth' : fields[0];
}

export function find(candidates: readonly CandidateReport[], name: string): CandidateReport {
  return candidates.find((candidate) => candidate.name === name) as CandidateReport;
}

/** A share in points, with one decimal. */
export function points(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(share: number): string {
  return share > 0 ? `+${points(share)}` : points(share);
}
