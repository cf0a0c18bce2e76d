import type { ShownInterval, Texts } from './texts.ts';
import { ZH_CLAIMS, ZH_FACTS } from './zhclaims.ts';

const within = (interval: ShownInterval) => (interval ? `（${interval.low} 至 ${interval.high}）` : '');

/** The page in Chinese. */
export const ZH: Texts = {
  language: 'zh',
  title: '残差连接对情感分类网络有什么用',
  other: '[English](article.md)',
  marks: { comma: '，', colon: '：', stop: '。', between: '', list: '、' },
  opening: [
    '有一篇介绍残差网络做情感分类的文章，讲了 `H(x) = F(x) + x` 的用处，也列出了值得继续尝试的方向。本页用一条命令，在公开文本上把这些逐一试过。这里测得的每个数字，以及每句取决于数字的话，都由 [article.jsonl](article.jsonl) 生成，没有一个是手写的。',
  ],
  headings: {
    summary: '结论一览',
    method: '测量方法',
    block: '残差块是什么',
    depth: '一、对训练有什么帮助：从 1 块到 32 块',
    gradients: '二、梯度真的会消失吗',
    example: '三、文章里的示例网络',
    loss: '四、交叉熵与均方误差',
    optimizer: '五、梯度下降与其他优化器',
    shallow: '六、浅层网络',
    pairs: '残差连接在哪里帮不上忙',
    alternatives: '七、换用批归一化、层归一化和丢弃法',
    blocks: '八、用交叉验证决定块数',
    efficiency: '九、更省时的训练',
    tasks: '十、更难的任务',
    published: '十一、与已发表的结果对照',
    limits: '本页说明不了的事',
  },
  bodies: {
    summary: [
      '判断的规则是：五个种子中至少有四个与说法同向，并且差值的 95 % 区间不含 0，说法就**成立**；如果反过来的说法满足这两条，它就**不成立**；其余情况，包括种子不足四个的，都**无法判断**，这时区间告诉我们差别最大可能有多大。差值按种子配对，区间是对种子作的 t 区间，所以它说的是换一批种子会怎样，而不是换一批文本会怎样。',
      '梯度只取自一个种子。第一块的梯度不到最后一块的百分之一，算作消失；超过十分之一，算作没有消失。训练开始时若有某一块的梯度长度超过 1,000，算作爆炸。时间之比只看中位数。',
    ],
    block: [
      '一个残差块计算 `relu(F(x)) + x`：输入原样传下去，块只在上面添加自己的结果。F 是对相邻词元的一次卷积，需要时在后面加一层归一化。`--no-residual` 去掉 `+ x`，得到参数完全相同的普通网络。文章写的是 `H(x) = F(x) + x` 再加 ReLU；照字面就是 `relu(F(x) + x)`，对应 `--activation after`。',
      '想读代码，请看 [forward.ts](../src/model/network/forward.ts) 中的 `residualBlock`；训练用的代码是 [network.ts](../trainer/network/network.ts) 中的 `#block`，以及 [activation.ts](../trainer/network/ops/activation.ts)。',
    ],
    depth: [
      '各块按文章的描述初始化：F 与 x 大小相当（He 初始化）。“从接近零开始”是训练器在 8 块以上默认采用的初始化（[理由](decisions/0022-branches-start-small.md)）。训练损失取最后一轮；在两个标签之间瞎猜，损失是 0.693。',
    ],
    gradients: [
      '通常的说法是：层数一多，梯度在往回传的路上会消失，所以需要残差连接。下面是裁剪之前第一块与最后一块的梯度在第一步的长度，以及二者之比后来的变化。',
    ],
    example: [
      '文章的示例是三个 64 单元的全连接层，最后一层外面有一条跳接，用 Adam 优化均方误差，也就是 `--preset dense-64`。它把词向量取平均，因此不知道词的先后顺序。',
    ],
    loss: [
      '文章用均方误差训练分类器，并提到交叉熵可能更合适。两种训练损失不能直接比较，可以比较的是答对的比例。',
    ],
    optimizer: [
      '每种优化器都有自己的学习率：适合 Adam 的学习率，会让普通的梯度下降几乎不动。只用同一个学习率作比较，比出来的多半是学习率，而不是优化器。',
    ],
    shallow: [
      '文章说，浅层网络用不着残差连接。`residual-0` 一块也没有，把词向量汇总后直接判断；`residual-1-wide` 只有一块，但宽度加倍。',
    ],
    pairs: [
      '这里列出所有任务、所有归一化方式下，仅仅相差一个 `+ x` 的成对网络。从接近零开始的残差网络，与之比较的是普通网络，因为普通网络没有这样的初始化。',
    ],
    alternatives: [
      '要训练更深的网络，还有别的办法：在每一块里做归一化，或者使用 0.3 的丢弃率。这里在 8 块的普通网络上各试一遍，再在每一种之上加残差连接。',
    ],
    blocks: [
      '文章把残差连接的个数也列为需要调节的选择。`select` 用交叉验证比较不同的块数，在与最优者相差不超过一个标准误的网络中取最小的（[说明](selecting.md)）。各折共用训练数据，标准误已为此作了修正。',
    ],
    efficiency: [
      '这些都是两个时间之比，在同一次运行中交替测量，取多次的中位数。“对照”是两个互不相干的循环在同一台机器上并行所得的加速，任何训练器都不可能更快。数字只属于一台机器，换一台就会不同。',
    ],
    tasks: [
      '任务更难时是否依旧如此：27 种情绪、长影评、中文评论。宏平均 F1 对每个标签一视同仁，不论它多么少见。',
      '翻译不在范围之内。这些网络读一段文本，给出一个标签；译文却要由解码器一个词一个词地写出来，而训练器和服务都没有解码器。',
    ],
    published: ['已发表的数字来自别的网络，多为图像网络，而且大得多。这里对照的只是方向。'],
  },
  arms: [
    '名称说明了网络是什么：`residual-8` 有 8 块并带 `+ x`，`plain-8` 与之相同但不带。`-layer` 和 `-batch` 表示每块里的层归一化和批归一化，`-zero` 表示从接近零开始，`-dropout` 表示丢弃率 0.3，`-wide` 表示宽度加倍，`-mse` 和 `-crossentropy` 是损失函数，`-sgd`、`-momentum`、`-adam`、`-adamw` 是优化器。`after-8` 把 ReLU 放在相加之后。',
    '每个网络都在最后一轮之后测量，没有哪一轮是按测量用的文本挑出来的。`±` 是各种子之间的标准差。训练发散的网络按瞎猜计：准确率等于最常见标签所占的比例，损失等于瞎猜的损失。',
  ],
  claims: ZH_CLAIMS,
  verdicts: { holds: '成立', fails: '不成立', open: '无法判断' },
  verdictSentences: { holds: '成立。', fails: '不成立。', open: '无法判断。' },
  pairVerdicts: { holds: '带', fails: '不带', open: '无法判断' },
  facts: ZH_FACTS,
  tasks: { sentences: '影评句子', emotions: '情绪', reviews: '长影评', chinese: '中文评论' },
  speeds: {
    workers: '一个工作线程的时间除以两个工作线程的时间',
    tfjs: '纯 TensorFlow.js 一步的时间除以我们一步的时间',
    sparse: '词表十倍时一步的时间除以原来一步的时间',
  },
  norms: { none: '无归一化', layer: '层归一化', batch: '批归一化' },
  starts: { plain: '普通', residual: '残差', zero: '残差，从接近零开始' },
  columns: {
    ...{
      arm: '网络',
      rate: '学习率',
      parameters: '参数',
      loss: '训练损失',
      right: '准确率',
      macroF1: '宏平均 F1',
    },
    ...{
      blocks: '块数',
      claim: '说法',
      measured: '测量结果',
      seeds: '同向的种子',
      verdict: '判断',
      task: '任务',
    },
    ...{ source: '文本', licence: '许可', labels: '标签', train: '训练', test: '测量' },
    ...{ tokens: '平均词元数', majority: '最常见标签', fact: '已发表', here: '本页', tried: '试过的学习率' },
    ...{ with: '带 `+ x`', without: '不带', difference: '差值', moreRight: '答对更多的种子' },
    ...{ better: '更好的是', first: '第一块', last: '最后一块', ratio: '首末之比' },
    ...{ lowest: '之后最小的比值', longest: '各块中最长' },
    ...{ candidate: '候选', error: '修正标准误', p: '与入选者相比的 p', what: '时间之比' },
    ...{ runs: '次数', control: '对照', times: '比值' },
  },
  folded: { arms: '全部网络及其学习率', rates: '试过的全部学习率' },
  notMeasured: '此处未测量',
  lacking: '此处未测量：文件里没有这个问题的运行结果。',
  quick:
    '**这是一次快速运行**，文本、网络、轮数和种子都更少：它只表明命令可用，凡是要靠种子判断的，都不下结论。',
  limits: [
    '这些网络都很小，只用几千条文本从头训练。预训练的网络或大得多的网络会怎样，这里没有说明。',
    'F 只有一次卷积。He 等人的跳接每次跨过两三层，并且指出：只有一个线性层时看不到好处。',
    '每个任务只有一个文本来源、一种划分。学习率是在一个种子上从少数几个候选中选出的。',
  ],
  says: {
    command: (command) => `本节数字由 \`${command}\` 得到。`,
    points: (mean, interval) => `${mean} 个百分点${within(interval)}`,
    loss: (mean, interval) => `损失 ${mean}${within(interval)}`,
    inSeeds: (agreeing, seeds) =>
      seeds === 1 ? '只有一个种子' : `${seeds} 个种子中有 ${agreeing} 个与说法同向`,
    ofSeeds: (agreeing, seeds) => `${agreeing} / ${seeds}`,
    ratio: (ratio, step) => `第 ${step} 步第一块与最后一块之比为 ${ratio}，一个种子`,
    length: (length, step) => `第 ${step} 步各块梯度最长为 ${length}，一个种子`,
    selection: (chosen, best, folds) => `${folds} 折交叉验证选出 \`${chosen}\`，准确率最高的是 \`${best}\``,
    speed: (ratio, runs, control) =>
      `${ratio} 倍，${runs} 次的中位数${control === undefined ? '' : `；对照为 ${control}`}`,
    finding: (claim, evidence, verdict) => `${claim}：${evidence}**${verdict}**`,
    diverged: (diverged, seeds) => `${seeds} 个中有 ${diverged} 个发散`,
    decided: (count, holds, fails, open) =>
      `测量过的 ${count} 条说法中，${holds} 条成立，${fails} 条不成立，${open} 条无法判断。`,
    chance: (count, expected) =>
      `即使任何两个网络都没有差别，这 ${count} 个区间里也会有大约 ${expected} 个不含 0。`,
    runs: (fits, rates, seeds) =>
      `共训练并测量了 ${fits} 个网络，种子为 ${seeds}。另外训练了 ${rates} 个网络来选学习率：每种网络都有自己的学习率，即在部分训练文本上表现最好的那个，选择时用的种子不在上述种子之中。`,
    edges: (atEdge, arms) =>
      `${arms} 种网络中，有 ${atEdge} 种的最佳学习率正好是试过的最小或最大值：更好的可能在范围之外。`,
    pairs: (all, helps, hurts, open) =>
      `在 ${all} 对网络中，带残差连接的一方答对更多的有 ${helps} 对，答对更少的有 ${hurts} 对，无法判断的有 ${open} 对。`,
    folds: (rows, folds) => `${rows} 条文本，分为 ${folds} 折：`,
    parameters: (largest) => `这里最大的网络有 ${largest} 个参数。`,
    precision: (texts, reach, task) =>
      `在 ${texts} 条文本（${task}）上量得的比例，本身就有至多 ±${reach} 个百分点的误差：换一批文本，所有数字会一同变动。`,
    step: (step) => `第 ${step} 步`,
  },
  pictures: {
    depth: {
      title: '训练损失与准确率随块数的变化',
      says: '点是各种子的平均值，竖线从最低的种子到最高的种子。',
      ...{ loss: '训练损失', right: '准确率', blocks: '块数' },
    },
    gradients: {
      title: '裁剪之前每一块的梯度长度',
      says: '一个种子；各块按从文本到标签的顺序排列。',
      ...{ norm: '长度', block: '块', last: '最后一次测量' },
    },
  },
};
