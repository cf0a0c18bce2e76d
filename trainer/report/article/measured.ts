import { meanOf } from '../../scoring/correctederror.ts';
import { deviationOf } from '../../scoring/seeds.ts';
import type {
  ArticleFit,
  ArticleHead,
  ArticleRate,
  ArticleRecord,
  ArticleSelection,
  ArticleSpeed,
  QuestionId,
  Task,
} from './record.ts';

/** The share of texts that are right, the mean loss over the training texts in the last epoch, or macro F1. */
export type Measure = 'accuracy' | 'loss' | 'macroF1';

/** A figure over seeds. */
export type Spread = {
  mean: number /** Undefined for one seed. */;
  deviation?: number;
  seeds: number;
  diverged: number;
};

/** The lines of an article, to be asked for by what was trained. */
export class Measured {
  readonly head: ArticleHead;
  readonly rates: readonly ArticleRate[];
  readonly selections: readonly ArticleSelection[];
  readonly speeds: readonly ArticleSpeed[];
  readonly #fits: readonly ArticleFit[];
  readonly #arms = new Map<string, ArticleFit[]>();

  /** @param records as `readArticle` gives them: the head first. */
  constructor([head, ...records]: readonly ArticleRecord[]) {
    this.head = head as ArticleHead;
    this.rates = records.filter((record) => record.kind === 'rate');
    this.selections = records.filter((record) => record.kind === 'selection');
    this.speeds = records.filter((record) => record.kind === 'speed');
    this.#fits = records.filter((record) => record.kind === 'fit');
    for (const fit of this.#fits) {
      const key = keyOf(fit.task, fit.arm);
      this.#arms.set(key, [...(this.#arms.get(key) ?? []), fit]);
    }
  }

  /** Whatever question an arm was trained for, its fits by seed; none where it was not trained. */
  fits(task: Task, arm: string): readonly ArticleFit[] {
    return this.#arms.get(keyOf(task, arm)) ?? [];
  }

  /** The arms of a task, in their order, of one question or of all. */
  arms(task: Task, question?: QuestionId): string[] {
    const fits = this.#fits.filter((fit) => fit.task === task && (question ?? fit.question) === fit.question);
    return [...new Set(fits.map(({ arm }) => arm))];
  }

  /** How many networks were trained to be measured. */
  get count(): number {
    return this.#fits.length;
  }

  /** Parameters of the largest network; undefined where none was trained. */
  get largest(): number | undefined {
    return this.#fits.length === 0 ? undefined : Math.max(...this.#fits.map(({ parameters }) => parameters));
  }

  /**
   * What a fit counts as. One that diverged counts as a guess: the commonest label is right as often as it occurs, and the loss of a
   * guess is ln(labels).
   */
  value({ task, diverged, right, texts, losses, macroF1 }: ArticleFit, measure: Measure): number {
    const { labels = 2, majority = 0 } = this.head.tasks.find((each) => each.task === task) ?? {};
    if (measure === 'accuracy') return diverged ? majority : right / texts;
    if (measure === 'macroF1') return macroF1;
    return losses.at(-1) ?? Math.log(labels);
  }

  /** Undefined where the arm was not trained. */
  spread(task: Task, arm: string, measure: Measure): Spread | undefined {
    const fits = this.fits(task, arm);
    if (fits.length === 0) return undefined;
    const values = fits.map((fit) => this.value(fit, measure));
    return {
      mean: meanOf(values),
      ...(values.length > 1 ? { deviation: deviationOf(values) } : {}),
      seeds: values.length,
      diverged: fits.filter(({ diverged }) => diverged).length,
    };
  }
}

function keyOf(task: Task, arm: string): string {
  return `${task} ${arm}`;
}
