import { probabilities } from './calibration.ts';
import { type EncodedText, encode } from './encode.ts';
import { explain } from './explain.ts';
import { createForward } from './forward.ts';
import { mapSharing, tokenLimit } from './limits.ts';
import { type Calibration, readModel, type Sha256 } from './modelfile.ts';
import type { NetworkConfig } from './network.ts';
import { ModelFileError } from './safetensors.ts';
import type { Span } from './sentences.ts';
import { language, type Token, tokenize } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';
import { averageLogits, splitWindows, windowOf } from './windows.ts';

/** What the model says of one text. */
export type Classification = {
  label: string;
  /** The calibrated probability of `label`. */
  score: number;
  /** Every label's probability, to six decimals. */
  scores: Record<string, number>;
  /** Tokens read. */
  tokens: number;
  /** Share of the tokens that the vocabulary holds; 0 means that `scores` are the training prior. */
  known: number;
  /** True when the text has more tokens than are read: `limits.tokens`, or its share of them in `classifyAll`. */
  truncated: boolean;
  /** `und` when no token is known. */
  language: 'en' | 'zh' | 'und';
  /** `name@version` of the model that answered. */
  model: string;
  /** What each token says of `label`, where it was asked for. */
  explanation?: TokenWeight[];
};

/** A token, where it stands in the text as given, in UTF-16 code units, and its weight: see `explain`. */
export type TokenWeight = { token: string; start: number; end: number; weight: number };

export type ClassifyOptions = {
  /** Adds the weights of the tokens; false by default. */
  explain?: boolean;
};

export type Classifier = {
  readonly name: string;
  /** Of the model, as its file says: by it an answer can be traced and cached. */
  readonly version: string;
  /** `name@version`, as in every classification. */
  readonly model: string;
  readonly config: NetworkConfig;
  readonly calibration: Calibration;
  readonly limits: {
    /** Tokens that are read of a text, or of the texts of one `classifyAll`, by what they cost: see `tokenLimit`. */
    tokens: number;
  };
  /**
   * A text longer than `config.maxTokens` is read in windows of whole sentences, and their logits are averaged by length.
   *
   * @throws RangeError when the text is blank.
   * @throws ModelFileError when the model's weights are so large that the arithmetic overflows.
   */
  classify(text: string, options?: ClassifyOptions): Classification;
  /**
   * Each text as `classify` does, but together they have no more tokens read than one text has. Every text may have an equal share
   * of them, and what short texts leave goes to longer ones; those that are cut say `truncated`. The order does not matter.
   *
   * @throws as `classify`.
   */
  classifyAll(texts: readonly string[]): Classification[];
  /** Logits before calibration, float32 [labels]; null when no token of the text is known. @throws as `classify`, but for blank texts. */
  logits(text: string): Float32Array | null;
};

const SCORE_DECIMALS = 6;

/** A text as it is read. */
type Reading = {
  tokens: readonly Token[];
  truncated: boolean;
  encoded: EncodedText;
  windows: readonly Span[];
};

/** What computes a network's logits: `createForward`, or the SIMD kernel, which equals it. */
export type Engine = typeof createForward;

/**
 * Reads a model file into a function from text to label. Nothing but the text decides the answer.
 *
 * @param options.verify as in `readModel`: required for files that the build has not verified.
 * @param options.engine `createForward` by default.
 * @param options.cpu that a request has, in milliseconds, and so how much of a text is read: those of the free plan by default.
 * @throws ModelFileError when the bytes are no model.
 */
export function loadClassifier(
  bytes: Uint8Array,
  options: { verify?: Sha256; engine?: Engine; cpu?: number } = {},
): Classifier {
  const { name, version, config, parameters, calibration, vocabulary } = readModel(bytes, options);
  const words = new Vocabulary(vocabulary);
  const network = (options.engine ?? createForward)(config, parameters);
  const model = `${name}@${version}`;
  const limits = { tokens: tokenLimit(config, options.cpu) };
  const read = (text: string, limit: number): Reading => {
    const { tokens, truncated } = tokenize(text, limit);
    const encoded = encode(tokens, words, config.ngramBuckets);
    return { tokens, truncated, encoded, windows: splitWindows(text, tokens, config.maxTokens) };
  };
  const score = ({ encoded, windows }: Reading) =>
    averageLogits(
      windows,
      windows.map((window) => network(windowOf(encoded, window))),
    );
  const weigh = ({ encoded, windows }: Reading) => explain(config, network, encoded, windows, options.cpu);

  const classify = (text: string, limit: number, isExplained: boolean): Classification => {
    if (isBlank(text))
      throw new RangeError(`text is ${text.length} blank characters, allowed one that is not`);
    const reading = read(text, limit);
    const { tokens, truncated, encoded } = reading;
    const isKnown = encoded.known > 0;
    const { logits, weights } = isKnown && isExplained ? weigh(reading) : { weights: [] };
    const shares = isKnown
      ? probabilities(checkLogits(logits ?? score(reading)), tokens.length, calibration)
      : calibration.prior;
    return {
      ...judge(config.labels, shares),
      tokens: tokens.length,
      known: encoded.known,
      truncated,
      language: isKnown ? language(tokens) : 'und',
      model,
      ...(isExplained ? { explanation: tokenWeights(tokens, weights) } : {}),
    };
  };

  return {
    name,
    version,
    model,
    config,
    calibration,
    limits,
    classify: (text, { explain: isExplained = false } = {}) => classify(text, limits.tokens, isExplained),
    classifyAll: (texts) =>
      mapSharing(texts, limits.tokens, (text, limit) => {
        const result = classify(text, limit, false);
        return { result, used: result.tokens };
      }),
    logits(text) {
      const reading = read(text, limits.tokens);
      return reading.encoded.known > 0 ? checkLogits(score(reading)) : null;
    },
  };
}

/** True when nothing but white space is there to judge. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/**
 * Finite weights can still overflow on the way. No bound on them would tell which do without refusing deep networks that
 * are sound, so it is the answer that is refused.
 */
function checkLogits(logits: Float32Array): Float32Array {
  const at = logits.findIndex((logit) => !Number.isFinite(logit));
  if (at < 0) return logits;
  throw new ModelFileError(
    'parameters',
    `logit ${at} of a text is ${logits[at]}, allowed finite numbers: the weights are too large`,
  );
}

/** The likeliest label, the first of equals, and all the scores by name. */
function judge(
  labels: readonly string[],
  shares: readonly number[],
): Pick<Classification, 'label' | 'score' | 'scores'> {
  const best = shares.indexOf(Math.max(...shares));
  const rounded = shares.map(round);
  return {
    label: labels[best],
    score: rounded[best],
    // fromEntries defines own properties, so that a label named __proto__ is one like any other.
    scores: Object.fromEntries(labels.map((label, i) => [label, rounded[i]])),
  };
}

/** Tokens with their weights, 0 where there are none. */
function tokenWeights(tokens: readonly Token[], weights: readonly number[]): TokenWeight[] {
  return tokens.map(({ text, start, end }, i) => ({
    token: text,
    start,
    end,
    weight: round(weights[i] ?? 0),
  }));
}

/** To six decimals, and without -0. */
function round(value: number): number {
  return Number(value.toFixed(SCORE_DECIMALS)) + 0;
}
