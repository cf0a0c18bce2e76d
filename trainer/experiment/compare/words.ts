import { grid } from '../../terminal/table.ts';
import { type Comparison, isClear, type VariantReport } from './comparison.ts';

/** A comparison as people read it: the table, then what follows from it. */
export function comparisonText(comparison: Comparison, width: number): string {
  return [grid(rowsOf(comparison), width), '', ...sentencesOf(comparison)].join('\n');
}

/** The table: each variant with its share of right texts, and beside the first one, in points. */
function rowsOf({ variants, seeds }: Comparison): (string | number)[][] {
  const head = ['', 'right', 'beside it', '95 %', 'p', 'better in', 'parameters'];
  return [
    head,
    ...variants.map(({ name, accuracy, against, parameters }) => [
      against ? name : `${name} *`,
      `${points(accuracy)} %`,
      ...(against
        ? [
            signed(against.difference),
            range(against.interval),
            shownP(against.p),
            `${against.better} of ${seeds.length}`,
          ]
        : Array<string>(4).fill('')),
      parameters,
    ]),
  ];
}

/** What is better and how sure that is, with which rates, and what to look at. */
export function sentencesOf(comparison: Comparison): string[] {
  const [first, ...others] = comparison.variants;
  return [
    `* ${first.name} is what the others are held against: ${points(first.accuracy)} % right ${textsOf(comparison)}`,
    ...others.map((variant) => verdictOf(variant, comparison)),
    ...(comparison.differs ? [] : [nothing(comparison)]),
    ...ratesOf(comparison),
    ...hintsOf(comparison),
  ];
}

/** A variant beside the first one, in a sentence. */
export function verdictOf(
  { name, against }: VariantReport,
  { seeds, variants: [first, , third] }: Comparison,
): string {
  const { difference, interval, better, worse, p, detectable } = against as NonNullable<
    VariantReport['against']
  >;
  const isBetter = difference > 0;
  const size = `${points(Math.abs(difference))} points ${isBetter ? 'better' : 'worse'}`;
  const times = `${isBetter ? 'better' : 'worse'} in ${isBetter ? better : worse} of ${seeds.length} seeds`;
  const chance = `p ${shownP(p)}${third ? ' after Holm' : ''}`;
  if (isClear({ p })) {
    const [low, high] = [interval.low, interval.high].map(Math.abs).sort((a, b) => a - b);
    const span = interval.low * interval.high < 0 ? range(interval) : `${points(low)} to ${points(high)}`;
    return `${name} is ${size} than ${first.name} (${span}), ${chance}; ${times}`;
  }
  const told = difference === 0 ? 'no difference' : `${size} (${range(interval)}), ${times}`;
  return (
    `${name} is not shown to differ from ${first.name}: ${told}, ${chance}; ` +
    `a difference of ${points(detectable)} points would have shown four times in five`
  );
}

function nothing({ variants }: Comparison): string {
  return variants.length > 2
    ? 'nothing differs clearly: take the cheapest, or give more --seeds and more rows'
    : 'nothing differs clearly: take the cheaper, or give more --seeds and more rows';
}

export function textsOf({ test, seeds }: Comparison): string {
  const texts = test.texts.toLocaleString('en-US');
  return test.kind === 'file'
    ? `of ${texts} test texts, the mean of ${seeds.length} seeds`
    : `of about ${texts} held-back texts, others for each of ${seeds.length} seeds`;
}

function ratesOf({ variants, rateSeed }: Comparison): string[] {
  const chosen = variants.filter(({ tried }) => tried.length > 0);
  if (chosen.length === 0) return [];
  const list = chosen.map(({ name, rate }) => `${name} ${rate}`).join(', ');
  return [`learning rates, tried on rows of their own with seed ${rateSeed}: ${list}`];
}

/** What to look at before the figures are believed: rates beyond those tried, trainings that diverged. */
export function hintsOf({ variants }: Pick<Comparison, 'variants'>): string[] {
  return [...variants.flatMap(atTheEnd), ...variants.flatMap(diverged)];
}

/** The best of several at their end: a better one may lie beyond. */
function atTheEnd(variant: VariantReport): string[] {
  const end = endOf(variant);
  if (end === undefined) return [];
  const beyond = end === 'lowest' ? 'lower' : 'higher';
  return [
    `${variant.name} is best at the ${end} rate tried, ${variant.rate}: ${beyond} ones may change what is said of it, try them with --rates`,
  ];
}

/** At which end of the rates that were tried a variant is best; undefined where it is neither, or has but one. */
export function endOf({
  rate,
  tried,
}: Pick<VariantReport, 'rate' | 'tried'>): 'lowest' | 'highest' | undefined {
  const rates = tried.map((each) => each.rate).sort((a, b) => a - b);
  if (rate === rates[0]) return 'lowest';
  return rate === rates[rates.length - 1] ? 'highest' : undefined;
}

function diverged({ name, seeds }: VariantReport): string[] {
  const times = seeds.filter((own) => own.diverged).length;
  return times === 0 ? [] : [`${name} diverged in ${times} of ${seeds.length} seeds, counted as never right`];
}

/** A share in points, with one decimal. */
export function points(share: number): string {
  const text = (100 * share).toFixed(1);
  return text === '-0.0' ? '0.0' : text;
}

/** Points with their sign. */
export function signed(share: number): string {
  const text = points(share);
  return share > 0 && text !== '0.0' ? `+${text}` : text;
}

function range({ low, high }: { low: number; high: number }): string {
  return `${signed(low)} to ${signed(high)}`;
}

/** A probability with three decimals. */
export function shownP(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}
