import type { Trial, TrialsReport, TrialTable } from '../../report/trials.ts';
import { studentReach } from '../../scoring/correctederror.ts';
import type { Interval } from '../../scoring/intervals.ts';
import { ALPHA, shareOf } from './race.ts';
import type { CandidateReport, Selection } from './selection.ts';
import { called, find, noun, points, second } from './words.ts';

/** A selection as its page has it. It takes nothing but `select.json`. */
export function trialsOf(selection: Selection): TrialsReport {
  const { candidates, chosen, rows, folds, warnings, command, choices } = selection;
  return {
    ...{ title: `${candidates.length} candidates: which network to take`, heading: 'Which network to take' },
    about: `${count(candidates.length)} candidates, each trained ${folds} times without a part of ${count(rows)} rows and measured on it`,
    sentences: fiveOf(selection),
    ...{ warnings, trials: candidates.map((each) => trialOf(each, folds)), reference: chosen },
    ...{ intervals: 'over folds, corrected for the rows that folds share (Nadeau & Bengio 2003)' },
    ...{ measuredIn: 'folds', tables: [foldTable(selection), ...nestedTable(selection)], command, choices },
  };
}

function trialOf(candidate: CandidateReport, folds: number): Trial {
  const { name, accuracy, error, against, folds: own, parameters, beatenBy } = candidate;
  const reach = studentReach(own.length - 1);
  return {
    ...{ name, accuracy, parameters, measured: own.length, isDropped: beatenBy !== undefined },
    hasDiverged: own.some(({ loss }) => loss === null),
    interval: within(around(accuracy, reach * error)),
    against: against && {
      ...{ difference: against.difference, p: against.p },
      interval: around(against.difference, reach * against.error),
    },
    verdict: verdictOf(candidate, folds),
  };
}

function verdictOf({ against, beatenBy, folds: own }: CandidateReport, folds: number): string {
  if (beatenBy !== undefined) return `dropped after ${own.length} of ${folds}, behind ${beatenBy}`;
  if (against === undefined) return 'chosen';
  if ((against.p ?? 1) >= ALPHA) return 'no clear difference';
  return against.difference > 0 ? 'clearly better, and larger' : 'clearly worse';
}

function around(value: number, reach: number): Interval {
  return { low: value - reach, high: value + reach };
}

/** Shares end at none and at all. */
function within({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}

function fiveOf(selection: Selection): TrialsReport['sentences'] {
  return [
    { asks: 'Which to take?', answer: which(selection) },
    { asks: 'How sure is that?', answer: sureness(selection) },
    { asks: 'How good is it?', answer: goodness(selection) },
    { asks: 'What next?', answer: next(selection) },
    { asks: 'What not to believe?', answer: DOUBTS },
  ];
}

const DOUBTS =
  'Every candidate was trained with one seed a fold, on fewer rows than a final model has. Texts of another kind may order them otherwise. ' +
  'Right answers are counted, whatever their label: where labels are rare, look at each with evaluate as well.';

function which({ candidates, chosen, best }: Selection): string {
  const own = find(candidates, chosen);
  const rival = find(candidates, best);
  if (chosen === best) return `Take ${called(own)}: it is right more often than any other.`;
  const isClear = (rival.against?.p ?? 1) < ALPHA;
  return (
    `Take ${called(own)}: it is the simplest within one standard error of ${called(rival)}, which is right more often ` +
    `${isClear ? 'and larger' : 'by no more than chance may be'}.`
  );
}

/** What differs clearly from the chosen one, and what does not. */
function sureness({ candidates, chosen, best, differs, folds }: Selection): string {
  const own = find(candidates, chosen);
  const worse = candidates.filter((each) => (each.against?.p ?? 1) < ALPHA && each.against!.difference < 0);
  const better = candidates.filter((each) => (each.against?.p ?? 1) < ALPHA && each.against!.difference > 0);
  const dropped = candidates.filter(({ beatenBy }) => beatenBy !== undefined);
  const rival = chosen === best ? second(candidates, own) : find(candidates, best);
  const isOpen = rival !== undefined && ![...worse, ...better].includes(rival);
  return [
    differs || dropped.length > 0
      ? ''
      : `Nothing differs clearly: no ${noun(own)} is shown to be better or worse.`,
    named('Clearly better, and larger', better),
    named('Clearly worse', worse),
    named('So far behind that it was dropped', dropped),
    isOpen ? besides(own, rival, folds) : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function named(what: string, candidates: readonly CandidateReport[]): string {
  const names = candidates.map((each) => {
    const { difference, p } = each.against!;
    return `${called(each)} (${points(difference)} points${p === null ? '' : `, p ${shownP(p)}`})`;
  });
  return names.length === 0 ? '' : `${what}: ${names.join(', ').replaceAll('-', '−')}.`;
}

/** The nearest one beside the chosen one, and between what the difference lies. */
function besides(own: CandidateReport, rival: CandidateReport, folds: number): string {
  const { difference, error, p } = rival.against!;
  const reach = studentReach(rival.folds.length - 1) * error;
  const range = [difference - reach, difference + reach].map((each) => points(each).replace('-', '−'));
  const chance =
    p === null
      ? ''
      : ` Were both equally good, chance alone would make such a difference with a probability of ${shownP(p)}.`;
  return (
    `The nearest is ${called(rival)}, with ${points(rival.accuracy)} against ${points(own.accuracy)} %: over ${folds} folds the difference ` +
    `lies between ${range[0]} and ${range[1]} points (95 %), so that which of the two is better is open.${chance}`
  );
}

function goodness({ candidates, chosen, folds, nested }: Selection): string {
  const own = find(candidates, chosen);
  const { low, high } = trialOf(own, folds).interval;
  const figure = `Of the held-out rows ${called(own)} has ${points(own.accuracy)} % right, between ${points(low)} and ${points(high)} % (95 %).`;
  if (nested === undefined) {
    return `${figure} Chosen as one of several, it is a little too high: --nested measures the choosing itself.`;
  }
  return `${figure} On folds that the choice had not seen it has ${points(nested.accuracy)} % (±${points(nested.error)}): quote that figure.`;
}

function next({ candidates, model }: Selection): string {
  const diverged = candidates.filter(({ folds }) => folds.some(({ loss }) => loss === null)).map(called);
  const rates =
    diverged.length === 0
      ? ''
      : ` Training of ${diverged.join(', ')} diverged and counted as never right: try a lower --learning-rate.`;
  const final =
    model === null
      ? 'Train the final model: the same command without --no-final uses these fits.'
      : `The final model, ${model}, is trained on all rows but those that are kept for dev: report.html beside this page tells of it.`;
  return `${final}${rates}`;
}

function foldTable({ candidates, folds }: Selection): TrialTable {
  const rows = candidates.map(({ name, folds: own }) => [
    name,
    ...Array.from({ length: folds }, (_, fold) => {
      if (own[fold] === undefined) return '–';
      return own[fold].loss === null ? 'diverged' : `${points(shareOf(own[fold]))} %`;
    }),
  ]);
  return {
    ...{ id: 'folds', heading: 'Fold by fold', isFolded: true, caption: 'Right, by fold' },
    text: 'A difference that has one sign in every fold is more than one fold’s luck.',
    head: ['candidate', ...Array.from({ length: folds }, (_, fold) => `fold ${fold + 1}`)],
    rows,
  };
}

function nestedTable({ nested }: Selection): TrialTable[] {
  if (nested === undefined) return [];
  const rows = nested.folds.map(({ chosen, right, texts }, fold) => [
    `fold ${fold + 1}`,
    ...[chosen, `${points(right / texts)} %`, count(texts)],
  ]);
  return [
    {
      ...{ id: 'nested', heading: 'What the choosing itself is good for', isFolded: false },
      text: `Chosen once more without each fold, and measured on it: ${points(nested.accuracy)} % (±${points(nested.error)}), the figure to quote.`,
      ...{ caption: 'Chosen without each fold', head: ['held out', 'chosen', 'right on it', 'texts'], rows },
    },
  ];
}

function shownP(p: number): string {
  return p < 0.001 ? 'under 0.001' : p.toFixed(3);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
