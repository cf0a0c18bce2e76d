import type { NetworkChoices } from '../../config/choices.ts';
import type { TrainConfig } from '../../config/train.ts';
import type { QuestionId, Task } from '../../report/article/record.ts';
import { ADAM_RATES, type ArmChoice } from './arms.ts';
import type { Size } from './size.ts';

/** What is asked, in the order of the page. */
export const QUESTIONS = [
  ...(['depth', 'gradients', 'block', 'example', 'loss', 'optimizer', 'shallow'] as const),
  ...(['alternatives', 'blocks', 'efficiency', 'tasks'] as const),
] as const satisfies readonly QuestionId[];

/** What of an arm its name says. */
type More = { network?: Partial<NetworkChoices>; train?: Partial<TrainConfig> };

const NORMS = {
  layer: { network: { norm: 'layer' } },
  batch: { network: { norm: 'batch' } },
  dropout: { network: { dropout: 0.3 } },
} as const satisfies Record<string, More>;

/** `relu(F(x)) + x`, its like without the skip, or `relu(F(x) + x)`, and what else sets it apart. */
function block(
  kind: 'residual' | 'plain' | 'after',
  blocks: number,
  suffix = '',
  { network, train }: More = {},
): ArmChoice {
  const skip = kind === 'plain' ? { residual: false } : { residual: true };
  const after = kind === 'after' ? { activation: 'after' as const } : {};
  return {
    name: [kind, blocks, suffix].filter((part) => part !== '').join('-'),
    network: { blocks, ...skip, ...after, ...network },
    ...(train && { train }),
  };
}

/** Depths at which gradients are measured. */
const MEASURED = [8, 32];
/** Depths that start next to zero where nothing else is said. */
const DEEP = 8;
const ZERO = { train: { branchInit: 'zero' } } as const satisfies More;

function depth({ depths }: Size): ArmChoice[] {
  const kinds = ['residual', 'plain'] as const;
  const ends = quickEnds(depths);
  return [
    ...depths.flatMap((blocks) =>
      kinds.flatMap((kind) => [block(kind, blocks), block(kind, blocks, 'layer', NORMS.layer)]),
    ),
    ...depths
      .filter((blocks) => blocks >= DEEP)
      .flatMap((blocks) => [
        block('residual', blocks, 'zero', ZERO),
        block('residual', blocks, 'layer-zero', { ...NORMS.layer, ...ZERO }),
      ]),
    ...ends.flatMap((blocks) => kinds.map((kind) => block(kind, blocks, 'batch', NORMS.batch))),
  ];
}

/** Two blocks and the most that there are: batch norm at all depths would show nothing more. */
function quickEnds(depths: readonly number[]): number[] {
  const most = Math.max(...depths);
  return most > 2 ? [2, most] : [most];
}

const DENSE = { preset: 'dense-64', rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2] } as const;
const dense: ArmChoice = { name: 'dense-64', ...DENSE };
const denseCrossEntropy: ArmChoice = {
  name: 'dense-64-crossentropy',
  ...DENSE,
  train: { loss: 'crossentropy' },
};

/** Each optimizer with rates of its own. */
const OPTIMIZERS = {
  sgd: [0.1, 0.3, 1, 3, 10],
  momentum: [0.03, 0.1, 0.3, 1, 3],
  adam: ADAM_RATES,
  adamw: ADAM_RATES,
} as const satisfies Record<TrainConfig['optimizer'], readonly number[]>;
/** AdamW without decay is Adam. */
const WEIGHT_DECAY = 0.01;

function optimizers(): ArmChoice[] {
  return Object.entries(OPTIMIZERS).map(([name, rates]) => {
    const optimizer = name as TrainConfig['optimizer'];
    const decay = optimizer === 'adamw' ? { weightDecay: WEIGHT_DECAY } : {};
    return { ...block('residual', 2, name, { train: { optimizer, ...decay } }), rates };
  });
}

/** The arms of each question about sentences; those that two of them need are named in both. */
const ARMS: Partial<Record<QuestionId, (size: Size) => ArmChoice[]>> = {
  depth,
  gradients: (size) => depth(size).filter(isMeasured),
  block: () =>
    [2, 8, 32].flatMap((blocks) => [
      block('residual', blocks),
      block('plain', blocks),
      block('after', blocks),
    ]),
  example: () => [
    dense,
    { name: 'dense-64-plain', ...DENSE, network: { residual: false } },
    denseCrossEntropy,
  ],
  loss: () => [
    block('residual', 2),
    block('residual', 2, 'mse', { train: { loss: 'mse' } }),
    dense,
    denseCrossEntropy,
  ],
  optimizer: optimizers,
  shallow: ({ width }) => [
    block('residual', 0),
    block('residual', 1),
    block('residual', 1, 'wide', { network: { width: 2 * width } }),
    block('residual', 2),
    block('residual', 8),
  ],
  alternatives: () =>
    ['', 'layer', 'batch', 'dropout'].flatMap((name) =>
      (['plain', 'residual'] as const).map((kind) => block(kind, 8, name, NORMS[name as 'layer'])),
    ),
};

/** Whether an arm's gradients are measured, in the first of its fits. */
export function isMeasured({ network = {} }: ArmChoice): boolean {
  return MEASURED.includes(network.blocks ?? 0) && network.activation !== 'after' && !network.dropout;
}

const TASK_ARMS = [2, 8].flatMap((blocks) => [block('plain', blocks), block('residual', blocks)]);

/** Tasks of the question `tasks`. */
const HARDER: readonly Task[] = ['emotions', 'reviews', 'chinese'];

/** The arms of a task, each with the first question that asks for it. */
export type Asked = { task: Task; arms: { question: QuestionId; choice: ArmChoice }[] };

/** What questions need, by task; an arm that two questions need is the first one's. */
export function askedOf(questions: readonly QuestionId[], size: Size): Asked[] {
  const arms = new Map<string, Asked['arms'][number]>();
  for (const question of questions) {
    for (const choice of ARMS[question]?.(size) ?? []) {
      if (!arms.has(choice.name)) arms.set(choice.name, { question, choice });
    }
  }
  const harder = questions.includes('tasks') ? HARDER : [];
  const isRead = arms.size > 0 || questions.includes('blocks');
  return [
    ...(isRead ? [{ task: 'sentences' as const, arms: [...arms.values()] }] : []),
    ...harder.map((task) => ({
      task,
      arms: TASK_ARMS.map((choice) => ({ question: 'tasks' as const, choice })),
    })),
  ];
}
