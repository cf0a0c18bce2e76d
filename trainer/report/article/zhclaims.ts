import { PAPERS } from './published.ts';
import type { Texts } from './texts.ts';

/** The claims in Chinese; what is measured follows after a colon. */
export const ZH_CLAIMS: Texts['claims'] = {
  'after-deep': '32 块时，ReLU 放在相加之后比放在分支里面答对得更多',
  'after-skip': '2 块时，F 为单个线性层的 `relu(F(x) + x)` 比没有跳接答对得更多',
  'deep-loss': '32 块时，残差网络的训练损失低于普通网络',
  'deep-accuracy': '32 块时，残差网络比普通网络答对得更多',
  'deep-layer': '32 块、带层归一化时，残差网络比普通网络答对得更多',
  'deep-batch': '32 块、带批归一化时，残差网络比普通网络答对得更多',
  'zero-loss': '32 块时，从接近零开始的残差网络，训练损失低于普通网络',
  'plain-deeper': '普通网络 32 块时的训练损失高于 2 块时',
  'residual-deeper': '有残差连接时，32 块比 2 块答对得更多',
  'zero-start': '32 块时，分支从接近零开始比 He 初始化答对得更多',
  'zero-deeper': '分支从接近零开始时，32 块比 2 块答对得更多',
  'vanish-start': '32 块的普通网络，梯度在训练一开始就消失',
  'vanish-later': '32 块的普通网络，梯度在训练后来消失',
  'vanish-layer': '32 块、带层归一化的普通网络，梯度在训练后来消失',
  'vanish-batch': '32 块、带批归一化的普通网络，梯度在训练一开始就消失',
  explode: '32 块、没有归一化的残差网络，梯度在训练一开始就爆炸',
  'example-skip': '示例网络有跳接时比去掉跳接答对得更多',
  crossentropy: '2 块时，交叉熵比均方误差答对得更多',
  'example-crossentropy': '在示例网络中，交叉熵比均方误差答对得更多',
  adam: 'Adam 比普通的梯度下降答对得更多',
  momentum: '带动量的梯度下降比不带动量的答对得更多',
  adamw: 'AdamW 比 Adam 答对得更多',
  'one-block': '有一块比一块也没有答对得更多',
  'shallow-skip': '2 块时，残差网络比普通网络答对得更多',
  wide: '一块、宽度加倍的网络比 8 块的网络答对得更多',
  batch: '批归一化对 8 块的普通网络有帮助',
  layer: '层归一化对 8 块的普通网络有帮助',
  dropout: '丢弃法对 8 块的普通网络有帮助',
  skip: '残差连接在 8 块时有帮助',
  'skip-batch': '带批归一化时，残差连接在 8 块时有帮助',
  'skip-layer': '带层归一化时，残差连接在 8 块时有帮助',
  selection: '有某种块数明显好于或差于入选者',
  workers: '两个工作线程比一个快',
  tfjs: '训练器的一步比纯 TensorFlow.js 的一步快',
  sparse: '词表扩大到十倍，一步最多慢一成',
  'emotions-2': '在 27 种情绪上，残差连接在 2 块时有帮助',
  'emotions-8': '在 27 种情绪上，残差连接在 8 块时有帮助',
  'reviews-2': '在长影评上，残差连接在 2 块时有帮助',
  'reviews-8': '在长影评上，残差连接在 8 块时有帮助',
  'chinese-2': '在中文评论上，残差连接在 2 块时有帮助',
  'chinese-8': '在中文评论上，残差连接在 8 块时有帮助',
};

const HE = `[He 等 2015](${PAPERS.he})`;

/** What others found, in Chinese. */
export const ZH_FACTS: Texts['facts'] = {
  'plain-34': `图像：34 层普通网络的*训练*误差高于 18 层（${HE}，§4.1）`,
  'resnet-34': `图像：34 层时，有残差连接的错误率比没有的低 3.5 个百分点，两者都用批归一化（${HE}，§4.1）`,
  eighteen: `图像：18 层时，普通网络与残差网络的准确率相近（${HE}，§4.1）`,
  thousand: `图像：1,202 层的测试结果不如 110 层，错误率分别为 7.93 % 和 6.43 %，而训练误差相近（${HE}，§4.2）`,
  healthy: `深层普通网络难以训练，不大可能是梯度消失造成的：用了批归一化，前向和反向的信号都不会消失（${HE}，§4.1）`,
  linear: `F 只是单个线性层时，没有看到好处（${HE}，§3.2）`,
  'small-start': `批归一化之所以能让深层残差网络训练起来，是因为它让分支在开始时很小；不用归一化、直接让分支从小处开始，也能做到（[De 与 Smith 2020](${PAPERS.de})）`,
  'shallow-wide': `以词为输入时，又浅又宽的网络胜过 DenseNet 等深层网络（[Le 等 2017](${PAPERS.le})）`,
  characters: `以字符为输入时，直到 29 层，准确率都随深度提高（[Conneau 等 2017](${PAPERS.conneau})）；本页读的是词`,
};
