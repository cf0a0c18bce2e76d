import { mixKey, uniform } from '../../../../trainer/random.ts';
import type {
  ArticleFit,
  ArticleRecord,
  QuestionId,
  Task,
} from '../../../../trainer/report/article/record.ts';

const TEXTS = 2000;
const SEEDS = [1, 2, 3, 4, 5];

/** What is known of an arm: the share right, the training loss, and how far seeds vary. */
type Known = {
  right: number;
  loss?: number;
  noise?: number;
  diverged?: readonly number[];
  gradients?: Gradients;
};
/** Lengths of the first and the last block's gradient, at steps. */
type Gradients = { blocks: number; steps: readonly (readonly [step: number, first: number, last: number])[] };

/** The fits of an arm, one a seed, with what is known of it. */
export function arm(
  question: QuestionId,
  name: string,
  { right, loss = 0.5, noise = 0.002, diverged = [], gradients }: Known,
  { task = 'sentences', seeds = SEEDS }: { task?: Task; seeds?: readonly number[] } = {},
): ArticleFit[] {
  return seeds.map((seed) => {
    const off = noise * (2 * uniform(mixKey(seed, name.length), name.charCodeAt(name.length - 1)) - 1);
    const isOff = diverged.includes(seed);
    return {
      ...{
        kind: 'fit',
        question,
        task,
        arm: name,
        seed,
        values: { blocks: 2 },
        rate: 0.001,
        parameters: 12_345,
      },
      losses: isOff ? [] : [0.7, loss + off],
      right: isOff ? 0 : Math.round(TEXTS * (right + off)),
      texts: TEXTS,
      macroF1: isOff ? 0 : right + off,
      loss: isOff ? null : 0.6,
      diverged: isOff,
      ...(gradients && seed === seeds[0] && { gradients: stepsOf(gradients) }),
    };
  });
}

/** Lengths between the first and the last block change by one factor from block to block. */
function stepsOf({ blocks, steps }: Gradients): NonNullable<ArticleFit['gradients']> {
  return steps.map(([step, first, last]) => {
    const factor = (last / first) ** (1 / (blocks - 1));
    const of = (block: number) =>
      [`block.${block}`, Number((first * factor ** block).toPrecision(6))] as const;
    const norms = Object.fromEntries(Array.from({ length: blocks }, (_, block) => of(block)));
    return { step, norms: { embedding: 1, ...norms, head: 1 } };
  });
}

export const HEAD: ArticleRecord = {
  ...{ kind: 'article', format: 1, quick: false, seeds: SEEDS },
  sources: [
    {
      task: 'sentences',
      name: 'SST | *sentences*',
      url: 'https://example.org/sst',
      digest: 'ab',
      licence: 'CC0 <b>',
    },
    {
      task: 'emotions',
      name: 'GoEmotions',
      url: 'https://example.org/go',
      digest: 'cd',
      licence: 'CC BY 4.0',
    },
  ],
  tasks: [
    { task: 'sentences', labels: 2, train: 5000, test: 4612, tokens: 19.3, majority: 0.516 },
    { task: 'emotions', labels: 27, train: 5000, test: 4000, tokens: 13.1, majority: 0.12 },
  ],
};

/** Known effects: some claims hold, some do not, some cannot be told, some arms diverged. */
export function fullRecords(): ArticleRecord[] {
  const depths = [1, 2, 4, 8, 16, 32];
  const steps = (first: number, last: number, later: number) => ({
    blocks: 32,
    steps: [
      [0, first, last],
      [1, first, last],
      [400, later, 1],
    ] as const,
  });
  const deep = (end: string, gradients: Gradients | undefined, plain: Known, residual: Known) => [
    ...arm('depth', `plain-32${end}`, { ...plain, ...(gradients && { gradients }) }),
    ...arm('depth', `residual-32${end}`, { ...residual, gradients: steps(2.2e6, 3.7e6, 0.5) }),
  ];
  return [
    HEAD,
    ...depths
      .slice(0, -1)
      .flatMap((blocks) => [
        ...arm('depth', `plain-${blocks}`, { right: 0.77, loss: 0.22, noise: 0.01 }),
        ...arm('depth', `residual-${blocks}`, { right: 0.771, loss: 0.22, noise: 0.01 }),
      ]),
    ...deep('', steps(0.93, 1, 0.05), { right: 0.53, loss: Math.LN2 }, { right: 0.575, loss: 0.37 }),
    ...deep('-layer', steps(0.5, 1, 0.001), { right: 0.54, loss: Math.LN2 }, { right: 0.712, loss: 0.18 }),
    ...arm('depth', 'residual-32-zero', { right: 0.775, loss: 0.2 }),
    ...arm('depth', 'plain-8-layer', { right: 0.73 }),
    ...arm('depth', 'residual-8-layer', { right: 0.5, diverged: [2, 4] }),
    ...arm('example', 'dense-64', { right: 0.767, noise: 0.001 }),
    ...arm('example', 'dense-64-plain', { right: 0.784, noise: 0.001 }),
    ...arm('optimizer', 'residual-2-sgd', { right: 0.595 }),
    ...arm('optimizer', 'residual-2-adam', { right: 0.773 }),
    ...[0.001, 0.003, 0.01].map(
      (rate, place): ArticleRecord => ({
        ...{ kind: 'rate', question: 'optimizer', task: 'sentences', arm: 'residual-2-adam', rate },
        ...{ right: 700 - 10 * place, texts: 1000, loss: 0.6 },
      }),
    ),
    ...arm('tasks', 'plain-8', { right: 0.3 }, { task: 'emotions' }),
    ...arm('tasks', 'residual-8', { right: 0.35 }, { task: 'emotions' }),
    {
      ...{ kind: 'selection', task: 'sentences', folds: 5, rows: 4000, chosen: 'blocks=0', best: 'blocks=2' },
      differs: false,
      candidates: [
        { name: 'blocks=0', parameters: 600_000, accuracy: 0.77, error: 0.009, p: null },
        { name: 'blocks=2', parameters: 620_000, accuracy: 0.773, error: 0.008, p: 0.4 },
      ],
    },
    { kind: 'speed', what: 'workers', ratio: 1.84, runs: 7, control: 1.9 },
    { kind: 'speed', what: 'tfjs', ratio: 0.9, runs: 7 },
  ];
}

/** What `--quick` writes: few arms and two seeds. */
export function quickRecords(): ArticleRecord[] {
  const seeds = [1, 2];
  return [
    { ...HEAD, quick: true, seeds } as ArticleRecord,
    ...arm('depth', 'plain-32', { right: 0.53, loss: Math.LN2 }, { seeds }),
    ...arm('depth', 'residual-32', { right: 0.575, loss: 0.37 }, { seeds }),
  ];
}
