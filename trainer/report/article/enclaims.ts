import { PAPERS } from './published.ts';
import type { Texts } from './texts.ts';

/** The claims in English; what is measured follows after a colon. */
export const EN_CLAIMS: Texts['claims'] = {
  'after-deep': 'At 32 blocks a ReLU after the addition has more right than one inside the branch',
  'after-skip': 'At 2 blocks `relu(F(x) + x)`, with F one linear layer, has more right than no skip',
  'deep-loss': 'At 32 blocks the residual network has a lower training loss than the plain one',
  'deep-accuracy': 'At 32 blocks the residual network has more right than the plain one',
  'deep-layer': 'At 32 blocks with layer norm the residual network has more right than the plain one',
  'deep-batch': 'At 32 blocks with batch norm the residual network has more right than the plain one',
  'zero-loss':
    'At 32 blocks a residual network that starts next to zero has a lower training loss than the plain one',
  'plain-deeper': 'A plain network of 32 blocks has a higher training loss than one of 2',
  'residual-deeper': 'With residual connections 32 blocks have more right than 2',
  'zero-start': 'At 32 blocks, branches that start next to zero have more right than He’s start',
  'zero-deeper': 'With branches that start next to zero, 32 blocks have more right than 2',
  'vanish-start': 'In a plain network of 32 blocks the gradient vanishes at the start',
  'vanish-later': 'In a plain network of 32 blocks the gradient vanishes later in training',
  'vanish-layer': 'In a plain network of 32 blocks with layer norm the gradient vanishes later in training',
  'vanish-batch': 'In a plain network of 32 blocks with batch norm the gradient vanishes at the start',
  explode: 'In a residual network of 32 blocks without norm the gradient explodes at the start',
  'example-skip': 'The example network has more right with its skip than without',
  crossentropy: 'Cross-entropy has more right than mean squared error, at 2 blocks',
  'example-crossentropy': 'Cross-entropy has more right than mean squared error, in the example network',
  adam: 'Adam has more right than plain gradient descent',
  momentum: 'Gradient descent with momentum has more right than without',
  adamw: 'AdamW has more right than Adam',
  'one-block': 'One block has more right than none',
  'shallow-skip': 'At 2 blocks the residual network has more right than the plain one',
  wide: 'One block of twice the width has more right than 8 blocks',
  batch: 'Batch norm helps a plain network of 8 blocks',
  layer: 'Layer norm helps a plain network of 8 blocks',
  dropout: 'Dropout helps a plain network of 8 blocks',
  skip: 'Residual connections help at 8 blocks',
  'skip-batch': 'Residual connections help at 8 blocks with batch norm',
  'skip-layer': 'Residual connections help at 8 blocks with layer norm',
  selection: 'Some number of blocks is clearly better or worse than the chosen one',
  workers: 'Two worker threads are faster than one',
  tfjs: 'The trainer’s step is faster than one of plain TensorFlow.js',
  sparse: 'Ten times as many words make a step no more than a tenth slower',
  'emotions-2': 'On 27 emotions residual connections help at 2 blocks',
  'emotions-8': 'On 27 emotions residual connections help at 8 blocks',
  'reviews-2': 'On long reviews residual connections help at 2 blocks',
  'reviews-8': 'On long reviews residual connections help at 8 blocks',
  'chinese-2': 'On Chinese reviews residual connections help at 2 blocks',
  'chinese-8': 'On Chinese reviews residual connections help at 8 blocks',
};

const HE = `[He et al. 2015](${PAPERS.he})`;

/** What others found, in English. */
export const EN_FACTS: Texts['facts'] = {
  'plain-34': `Images: a plain network of 34 layers has a higher *training* error than one of 18 (${HE}, §4.1)`,
  'resnet-34': `Images: with residual connections 34 layers err 3.5 points less than without, with batch norm in both (${HE}, §4.1)`,
  eighteen: `Images: at 18 layers plain and residual networks are about as accurate (${HE}, §4.1)`,
  thousand: `Images: 1,202 layers test worse than 110, with errors of 7.93 % against 6.43 %, at a similar training error (${HE}, §4.2)`,
  healthy: `Vanishing gradients are unlikely to be why deep plain networks train worse: with batch norm “neither forward nor backward signals vanish” (${HE}, §4.1)`,
  linear: `No advantage was seen where F is a single linear layer (${HE}, §3.2)`,
  'small-start': `Batch norm lets deep residual networks train by making the branches small at the start; a start that makes them small does so without a norm ([De and Smith 2020](${PAPERS.de}))`,
  'shallow-wide': `With words as input, a shallow and wide network beats deep ones such as DenseNet ([Le et al. 2017](${PAPERS.le}))`,
  characters: `With characters as input, accuracy grows with depth, up to 29 layers ([Conneau et al. 2017](${PAPERS.conneau})); here words are read`,
};
