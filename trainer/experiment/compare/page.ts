import { flagOf } from '../../config/choices.ts';
import type { Trial, TrialsReport, TrialTable } from '../../report/trials.ts';
import { type Comparison, isClear, type VariantReport } from './comparison.ts';
import { endOf, hintsOf, points, textsOf, verdictOf } from './words.ts';

/** A comparison as its page has it. It takes nothing but `compare.json`. */
export function trialsOf(comparison: Comparison): TrialsReport {
  const { variants, rows, test, seeds, warnings, command, choices } = comparison;
  const on = test.kind === 'file' ? `${count(test.texts)} test texts` : 'a fifth of them';
  return {
    ...{
      title: `${variants.length} variants: which is better`,
      heading: 'Which is better, and how sure is that',
    },
    about: `${count(variants.length)} variants, each trained with ${seeds.length} seeds on ${count(rows)} rows and measured on ${on}`,
    sentences: fiveOf(comparison),
    ...{ warnings, trials: variants.map(trialOf), reference: variants[0].name },
    intervals:
      test.kind === 'file'
        ? 'over seeds and texts (Student)'
        : 'over seeds, corrected for the rows that splits share (Nadeau & Bengio 2003)',
    ...{
      measuredIn: 'seeds',
      tables: [variantTable(comparison), seedTable(comparison), rateTable(comparison)].flat(),
      command,
      choices,
    },
  };
}

function trialOf({ name, accuracy, interval, against, seeds, parameters }: VariantReport): Trial {
  return {
    ...{ name, accuracy, interval, parameters, measured: seeds.length, isDropped: false },
    hasDiverged: seeds.some(({ diverged }) => diverged),
    against: against && { difference: against.difference, interval: against.interval, p: against.p },
    verdict: wordOf(against),
  };
}

function wordOf(against: VariantReport['against']): string {
  if (against === undefined) return 'held against';
  if (!isClear(against)) return 'no clear difference';
  return against.difference > 0 ? 'clearly better' : 'clearly worse';
}

function fiveOf(comparison: Comparison): TrialsReport['sentences'] {
  const { variants, differs } = comparison;
  const [first, ...others] = variants;
  const best = variants.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const isShown = best.against !== undefined && isClear(best.against);
  const which = differs
    ? isShown
      ? `${best.name} is right most often, and clearly more often than ${first.name}.`
      : `No variant is shown to be better than ${first.name}; some are worse.`
    : 'Nothing differs clearly.';
  return [
    { asks: 'Which is better?', answer: `${which}${atTheEnds(variants)}` },
    {
      asks: 'How sure is that?',
      answer: others.map((each) => `${sentence(verdictOf(each, comparison))}`).join(' '),
    },
    {
      asks: 'How good is it?',
      answer: `${best.name} has ${points(best.accuracy)} % right ${textsOf(comparison)}.`,
    },
    { asks: 'What next?', answer: nextOf(comparison) },
    { asks: 'What not to believe?', answer: doubts(comparison) },
  ];
}

/** Whose best rate may lie beyond those that were tried: what is said of them may change. */
function atTheEnds(variants: readonly VariantReport[]): string {
  const names = variants.filter((each) => endOf(each) !== undefined).map(({ name }) => name);
  if (names.length === 0) return '';
  const whose = names.length === 1 ? 'is best at the end' : 'are each best at an end';
  return ` More rates may change that: ${names.join(', ')} ${whose} of those tried.`;
}

function sentence(text: string): string {
  return `${text}.`;
}

function nextOf(comparison: Comparison): string {
  const hints = hintsOf(comparison).map((line) => `${line}.`);
  const rest = comparison.differs
    ? 'Train the better one with train, and measure it on rows that this comparison has not seen.'
    : 'Take the cheaper one, or give more seeds and rows.';
  return [rest, ...hints].join(' ');
}

function doubts({ test }: Comparison): string {
  const texts =
    'Texts of another kind may order them otherwise. Right answers are counted, whatever their label: macro F1 by seed is below.';
  if (test.kind === 'splits') return texts;
  return `All seeds train on the same rows: what other training rows would give is not in the intervals. ${texts}`;
}

/** What each variant is, so that its name need not say it. */
function variantTable({ variants }: Comparison): TrialTable {
  const rows = variants.map((variant) => [variant.name, startOf(variant), apartOf(variant), rateOf(variant)]);
  return {
    ...{ id: 'variants', heading: 'What each variant is', isFolded: false, caption: 'Variants' },
    text: 'Besides what is here, new networks have the choices that all have in common; one that goes on from a model has its network.',
    head: ['variant', 'starts as', 'what sets it apart', 'learning rate'],
    rows,
  };
}

function startOf({ values: { from } }: VariantReport): string {
  if (from === undefined) return 'a new network';
  return from === 'default' ? 'the default model' : String(from);
}

function apartOf({ values: { from, ...own } }: VariantReport): string {
  const fields = Object.entries(own).map(([field, value]) => `${flagOf(field)}=${value}`);
  return fields.length === 0 ? '–' : fields.join(' ');
}

function rateOf({ rate, tried }: VariantReport): string {
  const rates = tried.map((each) => each.rate).sort((a, b) => a - b);
  return rates.length === 0 ? String(rate) : `${rate}, the best of ${rates.join(', ')}`;
}

function seedTable({ variants, seeds }: Comparison): TrialTable {
  const rows = variants.map(({ name, seeds: own, macroF1 }) => [
    name,
    ...own.map(({ right, texts, diverged }) => (diverged ? 'diverged' : `${points(right / texts)} %`)),
    `${points(macroF1)} %`,
    lastLoss(own),
  ]);
  return {
    ...{ id: 'seeds', heading: 'Seed by seed', isFolded: true, caption: 'Right, by seed' },
    text: 'A difference that has one sign with every seed is more than one seed’s luck.',
    head: ['variant', ...seeds.map((seed) => `seed ${seed}`), 'macro F1, mean', 'last training loss, mean'],
    rows,
  };
}

function lastLoss(seeds: VariantReport['seeds']): string {
  const losses = seeds.flatMap(({ losses: own }) => own.slice(-1));
  if (losses.length === 0) return '–';
  return (losses.reduce((sum, loss) => sum + loss, 0) / losses.length).toFixed(3);
}

function rateTable({ variants, rateSeed }: Comparison): TrialTable[] {
  const tried = variants.flatMap(({ name, rate: chosen, tried: own }) =>
    own.map(({ rate, right, texts, loss }) => [
      rate === chosen ? `${name} *` : name,
      ...[String(rate), loss === null ? 'diverged' : `${points(right / texts)} %`],
    ]),
  );
  if (tried.length === 0) return [];
  return [
    {
      ...{ id: 'rates', heading: 'Learning rates', isFolded: true, caption: 'Right on rows of their own' },
      text: `Each variant has the rate that was right most often with seed ${rateSeed}, on rows that it is not measured on.`,
      ...{ head: ['variant', 'rate', 'right'], rows: tried },
    },
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
