import { count, percent } from '../html/numbers.ts';
import { gradientSteps, longestOf, ratioOf, worstLater } from './gradients.ts';
import { folded, plain, table } from './markdown.ts';
import type { Measured } from './measured.ts';
import type { Pair } from './pairs.ts';
import type { QuestionId, Task } from './record.ts';
import { difference, lossOf, magnitude, NONE, share } from './shown.ts';
import type { Texts } from './texts.ts';

/** Numbers of blocks, as the question of depth has them. */
const DEPTHS = [1, 2, 4, 8, 16, 32];
export const NORMS = ['none', 'layer', 'batch'] as const;
type Norm = (typeof NORMS)[number];
export const STARTS = ['plain', 'residual', 'zero'] as const;
type Start = (typeof STARTS)[number];

/** The arm of so many blocks. */
export function armOf(blocks: number, norm: Norm, start: Start): string {
  const kind = start === 'plain' ? 'plain' : 'residual';
  return [kind, blocks, ...(norm === 'none' ? [] : [norm]), ...(start === 'zero' ? ['zero'] : [])].join('-');
}

/** The numbers of blocks that were measured with a norm, and the starts that were. */
export function depthsOf(measured: Measured, norm: Norm): { blocks: number[]; starts: Start[] } {
  const isThere = (blocks: number, start: Start) =>
    measured.fits('sentences', armOf(blocks, norm, start)).length > 0;
  return {
    blocks: DEPTHS.filter((blocks) => STARTS.some((start) => isThere(blocks, start))),
    starts: STARTS.filter((start) => DEPTHS.some((blocks) => isThere(blocks, start))),
  };
}

/** Training loss and share right by the number of blocks; undefined where none was measured with the norm. */
export function depthTable(texts: Texts, measured: Measured, norm: Norm): string | undefined {
  const { blocks, starts } = depthsOf(measured, norm);
  if (blocks.length === 0) return undefined;
  const { columns, marks } = texts;
  const head = starts.flatMap((start) => [
    `${texts.starts[start]}${marks.colon}${columns.loss}`,
    `${texts.starts[start]}${marks.colon}${columns.right}`,
  ]);
  const rows = blocks.map((depth) => [
    String(depth),
    ...starts.flatMap((start) => {
      const arm = armOf(depth, norm, start);
      return [
        lossOf(measured.spread('sentences', arm, 'loss')),
        share(texts, measured.spread('sentences', arm, 'accuracy')),
      ];
    }),
  ]);
  return table([`${columns.blocks}${marks.comma}${texts.norms[norm]}`, ...head], rows);
}

/** Arms side by side, those that were trained. @param hasMacroF1 adds a column. */
export function armTable(
  texts: Texts,
  measured: Measured,
  task: Task,
  arms: readonly string[],
  hasMacroF1 = false,
): string | undefined {
  const { columns } = texts;
  const trained = arms.filter((arm) => measured.fits(task, arm).length > 0);
  if (trained.length === 0) return undefined;
  const head = [columns.arm, columns.rate, columns.parameters, columns.loss, columns.right];
  const rows = trained.map((arm) => {
    const [{ rate, parameters }] = measured.fits(task, arm);
    return [
      `\`${arm}\``,
      String(rate),
      count(parameters),
      lossOf(measured.spread(task, arm, 'loss')),
      share(texts, measured.spread(task, arm, 'accuracy')),
      ...(hasMacroF1 ? [share(texts, measured.spread(task, arm, 'macroF1'))] : []),
    ];
  });
  return table(hasMacroF1 ? [...head, columns.macroF1] : head, rows);
}

/** The rates that each arm of a question tried, with what each had right; undefined where none was tried. */
export function rateTable({ columns, folded: words }: Texts, measured: Measured, question: QuestionId) {
  const rates = measured.rates.filter((rate) => rate.question === question);
  if (rates.length === 0) return undefined;
  const arms = [...new Set(rates.map(({ arm }) => arm))];
  const rows = arms.map((arm) => {
    const tried = rates.filter((rate) => rate.arm === arm).sort((a, b) => a.rate - b.rate);
    return [
      `\`${arm}\``,
      tried.map(({ rate, right, texts }) => `${rate}: ${percent(right / texts)}`).join('; '),
    ];
  });
  return folded(words.rates, table([columns.arm, columns.tried], rows, 'left'));
}

/** Gradients of the first and the last block, for every arm of which they were measured. */
export function gradientTable({ columns, says }: Texts, measured: Measured): string | undefined {
  const rows = measured.arms('sentences').flatMap((arm) => {
    const steps = gradientSteps(measured, arm);
    if (steps.length === 0) return [];
    const { step, blocks } = steps[0];
    const worst = worstLater(steps);
    const [first, last] = [blocks[0].norm, blocks[blocks.length - 1].norm];
    return [
      [
        `\`${arm}\``,
        magnitude(first),
        magnitude(last),
        `${shownRatio(ratioOf(steps[0]))} (${says.step(String(step))})`,
        worst ? `${shownRatio(ratioOf(worst))} (${says.step(String(worst.step))})` : NONE,
        magnitude(Math.max(...steps.map(longestOf))),
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table(
    [columns.arm, columns.first, columns.last, columns.ratio, columns.lowest, columns.longest],
    rows,
  );
}

function shownRatio(ratio: number | undefined): string {
  return ratio === undefined ? NONE : magnitude(ratio);
}

/** Every pair of networks that the `+ x` sets apart. */
export function pairTable(texts: Texts, pairs: readonly Pair[]): string {
  const { columns, says } = texts;
  const rows = pairs.map(({ task, residual, plain: without, effect }) => [
    texts.tasks[task],
    `\`${residual}\``,
    `\`${without}\``,
    difference(texts, effect),
    says.ofSeeds(effect.agreeing, effect.seeds),
    texts.pairVerdicts[effect.verdict],
  ]);
  return table(
    [columns.task, columns.with, columns.without, columns.difference, columns.moreRight, columns.better],
    rows,
    'left',
  );
}

/** Where the texts come from, and how many there are. */
export function taskTable({ columns, tasks }: Texts, { head }: Measured): string {
  const rows = head.tasks.map(({ task, labels, train, test, tokens, majority }) => {
    const sources = head.sources.filter((source) => source.task === task);
    return [
      tasks[task],
      sources.map(({ name, url }) => `[${plain(name)}](${url})`).join(', ') || NONE,
      [...new Set(sources.map(({ licence }) => plain(licence)))].join(', ') || NONE,
      String(labels),
      count(train),
      count(test),
      tokens.toFixed(1),
      percent(majority),
    ];
  });
  const { task, source, licence, labels, train, test, tokens, majority } = columns;
  return table([task, source, licence, labels, train, test, tokens, majority], rows, 'left');
}
