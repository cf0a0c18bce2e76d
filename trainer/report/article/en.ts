import { EN_CLAIMS, EN_FACTS } from './enclaims.ts';
import type { ShownInterval, Texts } from './texts.ts';

const within = (interval: ShownInterval) => (interval ? ` (${interval.low} to ${interval.high})` : '');

/** The page in English. */
export const EN: Texts = {
  language: 'en',
  title: 'What residual connections do for sentiment networks',
  other: '[中文](article.zh.md)',
  marks: { comma: ', ', colon: ': ', stop: '.', between: ' ', list: ', ' },
  opening: [
    'An article on residual networks for sentiment says what `H(x) = F(x) + x` is for, and names what should be tried next. This page tries it, on public texts, with one command. Every figure that was measured here, and every sentence that depends on one, is rendered from [article.jsonl](article.jsonl): none is typed.',
  ],
  headings: {
    summary: 'In short',
    method: 'How it was measured',
    block: 'What the block is',
    depth: '1. What it does for training, from 1 to 32 blocks',
    gradients: '2. Whether gradients vanish',
    example: '3. Its example network as it stands',
    loss: '4. Cross-entropy against mean squared error',
    optimizer: '5. Gradient descent against other optimizers',
    shallow: '6. Shallow networks',
    pairs: 'Where residual connections do not help',
    alternatives: '7. Batch norm, layer norm and dropout instead',
    blocks: '8. The number of blocks, by cross-validation',
    efficiency: '9. Cheaper training',
    tasks: '10. Harder tasks',
    published: '11. Held against what others found',
    limits: 'What this page cannot say',
  },
  bodies: {
    summary: [
      'A claim **holds** where at least four of five seeds have its sign and the 95 % interval of the difference excludes 0. It **does not hold** where its opposite does so. Anything else **cannot be told**, nor can what was trained with fewer than four seeds: then the interval says how large a difference could be. Differences are paired by seed; the intervals are Student’s t over seeds, so they speak of other seeds, not of other texts.',
      'Gradients are those of one seed. One vanishes where the first block gets less than a hundredth of what the last one gets, and does not where it gets more than a tenth. It explodes where a block’s is longer than 1,000 at the start. A ratio of times is judged by its median alone.',
    ],
    block: [
      'A block is `relu(F(x)) + x`: what comes in is passed on, and the block adds to it. F is one convolution over neighbouring tokens, with a norm after it if one is asked for. `--no-residual` drops the `+ x`, which gives the plain network of the same parameters. The article writes `H(x) = F(x) + x` and a ReLU; `--activation after` is that to the letter, `relu(F(x) + x)`.',
      'The code to read is [forward.ts](../src/model/network/forward.ts), `residualBlock`. The one that trains is [network.ts](../trainer/network/network.ts), `#block`, with [activation.ts](../trainer/network/ops/activation.ts).',
    ],
    depth: [
      'The blocks start as the article describes them: F as large as x (He’s start). `next to zero` is the start that the trainer takes from 8 blocks on ([why](decisions/0022-branches-start-small.md)). The training loss is that of the last epoch; a guess between two labels has 0.693.',
    ],
    gradients: [
      'The usual reason for residual connections is that gradients vanish on their way back through many layers. Here are the lengths of the first and of the last block’s gradient before clipping, at the first step, and how their ratio goes on.',
    ],
    example: [
      'The article’s example is three dense layers of 64 units with one skip around the last, trained by Adam on mean squared error: `--preset dense-64`. It averages the words’ vectors and so knows no order.',
    ],
    loss: [
      'The article trains a classifier on mean squared error and says that cross-entropy may suit it better. Training losses of the two cannot be compared with one another; the share that is right can.',
    ],
    optimizer: [
      'Each optimizer has rates of its own, for one that suits Adam starves plain gradient descent. A comparison at one rate would say more of the rate than of the optimizer.',
    ],
    shallow: [
      'The article says that shallow networks need no residual connections. `residual-0` has no block at all: it pools the words’ vectors and decides. `residual-1-wide` has one block of twice the width.',
    ],
    pairs: [
      'Every pair of networks that differ by the `+ x` alone, over all tasks and norms. Where branches start next to zero, the other one is the plain network, which has no such start.',
    ],
    alternatives: [
      'Other ways to train deeper networks, at 8 blocks: a norm in each block, or dropout of 0.3. They are tried on plain networks, and residual connections are tried on top of each.',
    ],
    blocks: [
      'The article counts the connections among the choices to be tuned. `select` measures numbers of blocks by cross-validation and takes the smallest network within one standard error of the best ([selecting.md](selecting.md)). Errors are corrected for folds that share training rows.',
    ],
    efficiency: [
      'Ratios of two times, measured in turn in one run, the median of several. `control` is what two loops that share nothing gain on the same machine: no trainer can gain more. They are of one machine, and another gives others.',
    ],
    tasks: [
      'Whether the same holds where there is more to learn: 27 emotions, long reviews, Chinese. Macro F1 counts every label alike, however rare it is.',
      'Translation is out of scope. These networks read a text and give it one label; a translation has to be written, word by word, by a decoder that neither this trainer nor the service has.',
    ],
    published: [
      'Published figures are of other networks, mostly of images, and far larger. What is compared is the direction.',
    ],
  },
  arms: [
    'An arm’s name says what it is: `residual-8` has 8 blocks with the `+ x`, `plain-8` the same without. `-layer` and `-batch` are norms in each block, `-zero` the start next to zero, `-dropout` a dropout of 0.3, `-wide` twice the width, `-mse` and `-crossentropy` the loss, `-sgd`, `-momentum`, `-adam` and `-adamw` the optimizer. `after-8` has the ReLU after the addition.',
    'Each network is measured after its last epoch: no epoch is chosen by the texts that it is measured on. `±` is the standard deviation over seeds. A network that diverged counts as a guess: as often right as the commonest label occurs, at the loss of a guess.',
  ],
  claims: EN_CLAIMS,
  verdicts: { holds: 'holds', fails: 'does not hold', open: 'cannot be told' },
  verdictSentences: { holds: 'It holds.', fails: 'It does not hold.', open: 'It cannot be told.' },
  pairVerdicts: { holds: 'with', fails: 'without', open: 'cannot be told' },
  facts: EN_FACTS,
  tasks: {
    sentences: 'film sentences',
    emotions: 'emotions',
    reviews: 'long reviews',
    chinese: 'Chinese reviews',
  },
  speeds: {
    workers: 'time with one worker thread by time with two',
    tfjs: 'step of plain TensorFlow.js by ours',
    sparse: 'step with ten times as many words by one without',
  },
  norms: { none: 'without norm', layer: 'layer norm', batch: 'batch norm' },
  starts: { plain: 'plain', residual: 'residual', zero: 'residual, next to zero' },
  columns: {
    ...{
      arm: 'arm',
      rate: 'rate',
      parameters: 'parameters',
      loss: 'training loss',
      right: 'right',
      macroF1: 'macro F1',
    },
    ...{
      blocks: 'blocks',
      claim: 'claim',
      measured: 'measured',
      seeds: 'seeds as claimed',
      verdict: 'verdict',
      task: 'task',
    },
    ...{ source: 'texts', licence: 'terms', labels: 'labels', train: 'to train', test: 'to measure' },
    ...{
      tokens: 'tokens a text',
      majority: 'commonest label',
      fact: 'published',
      here: 'here',
      tried: 'rates tried',
    },
    ...{
      with: 'with `+ x`',
      without: 'without',
      difference: 'difference',
      moreRight: 'seeds with more right',
    },
    ...{ better: 'better', first: 'first block', last: 'last block', ratio: 'first by last' },
    ...{ lowest: 'lowest ratio later', longest: 'longest of any block' },
    ...{ candidate: 'candidate', error: 'corrected error', p: 'p beside the chosen', what: 'ratio of times' },
    ...{ runs: 'runs', control: 'control', times: 'ratio' },
  },
  folded: { arms: 'All arms, with their rates', rates: 'All rates that were tried' },
  notMeasured: 'not measured here',
  lacking: 'Not measured here: the runs of this question are not in the file.',
  quick:
    '**This is a quick run**, of fewer texts, arms, epochs and seeds: it shows that the command works, and decides nothing that needs seeds.',
  limits: [
    'The networks are small and trained from nothing on a few thousand texts. What pretrained or far larger networks do is not shown.',
    'F is one convolution. He et al. skip two or three layers at a time, and found nothing to gain with one that is linear.',
    'Each task has one source of texts and one split. Rates were chosen among few, on one seed.',
  ],
  says: {
    command: (command) => `These figures come from \`${command}\`.`,
    points: (mean, interval) => `${mean} points${within(interval)}`,
    loss: (mean, interval) => `${mean} of loss${within(interval)}`,
    inSeeds: (agreeing, seeds) =>
      seeds === 1 ? 'one seed alone' : `as claimed in ${agreeing} of ${seeds} seeds`,
    ofSeeds: (agreeing, seeds) => `${agreeing} of ${seeds}`,
    ratio: (ratio, step) => `first by last block ${ratio} at step ${step}, one seed`,
    length: (length, step) => `longest gradient of a block ${length} at step ${step}, one seed`,
    selection: (chosen, best, folds) => `${folds} folds choose \`${chosen}\`; highest is \`${best}\``,
    speed: (ratio, runs, control) =>
      `${ratio} times, median of ${runs}${control === undefined ? '' : `; control ${control}`}`,
    finding: (claim, evidence, verdict) => `${claim}: ${evidence} **${verdict}**`,
    diverged: (diverged, seeds) => `${diverged} of ${seeds} diverged`,
    decided: (count, holds, fails, open) =>
      `Of ${count} claims that were measured, ${holds} hold, ${fails} do not, and ${open} cannot be told.`,
    chance: (count, expected) =>
      `If nothing differed, about ${expected} of the ${count} intervals would exclude 0 all the same.`,
    runs: (fits, rates, seeds) =>
      `${fits} networks were trained to be measured, with the seeds ${seeds}. ${rates} more chose the learning rates: each arm has its own, the best on a part of the training texts, with a seed that is none of these.`,
    edges: (atEdge, arms) =>
      `In ${atEdge} of ${arms} arms the best rate is the lowest or the highest that was tried: a better one may lie beyond.`,
    pairs: (all, helps, hurts, open) =>
      `Of ${all} pairs the network with residual connections has more right in ${helps}, fewer in ${hurts}, and in ${open} it cannot be told.`,
    folds: (rows, folds) => `${rows} texts in ${folds} folds:`,
    parameters: (largest) => `The largest network here has ${largest} parameters.`,
    precision: (texts, reach, task) =>
      `A share of ${texts} texts (${task}) is itself known to ±${reach} points at most: on other texts all figures move together.`,
    step: (step) => `step ${step}`,
  },
  pictures: {
    depth: {
      title: 'Training loss and share of texts right, by number of blocks',
      says: 'Means over seeds; the strokes reach from the lowest seed to the highest.',
      ...{ loss: 'training loss', right: 'texts right', blocks: 'blocks' },
    },
    gradients: {
      title: 'Length of each block’s gradient, before clipping',
      says: 'One seed; the blocks stand in their order, from the texts to the labels.',
      ...{ norm: 'length', block: 'block', last: 'last measured step' },
    },
  },
};
