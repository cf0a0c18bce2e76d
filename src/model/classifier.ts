import { type Excess, tokenizeAll } from './batch.ts';
import { tokenLimit } from './budget.ts';
import { probabilities } from './calibration.ts';
import { explain } from './explain.ts';
import type { Calibration } from './file/metadata.ts';
import { readModel, type Sha256 } from './file/modelfile.ts';
import type { NetworkConfig } from './network/config.ts';
import { createForward } from './network/forward.ts';
import { type EncodedText, encode } from './text/encode.ts';
import type { Span } from './text/sentences.ts';
import { isBlank, language, type Token, type Tokenized, tokenizeWithin } from './text/tokenizer.ts';
import { Vocabulary } from './text/vocabulary.ts';
import { readWindows, splitWindows } from './windows.ts';

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
  /** True when more of the text follows than is read: `limits.tokens`, and 32 characters for each of them. */
  truncated: boolean;
  /** `und` when no token is known. */
  language: 'en' | 'zh' | 'und';
  /** `name@version` of the model that answered. */
  model: string;
  /** What each token says of `label`, where it was asked for. */
  explanation?: TokenWeight[];
};

/** A token, where it stands in the text as given, in UTF-16 code units, and its weight: see `explain`. */
type TokenWeight = { token: string; start: number; end: number; weight: number };

export type ClassifyOptions = {
  /** Adds the weights of the tokens; false by default. */
  explain?: boolean;
};

/** What `classifyAll` says: a result a text, in their order, or why there are none. */
export type Answers = { ok: true; results: (Classification | null)[] } | { ok: false; excess: Excess };

export type Classifier = {
  readonly name: string;
  /** Of the model, as its file says: by it an answer can be traced and cached. */
  readonly version: string;
  /** `name@version`, as in every classification. */
  readonly model: string;
  readonly config: NetworkConfig;
  readonly calibration: Calibration;
  readonly limits: {
    /** Tokens that are read of a text, and that the texts of one `classifyAll` may have, by what they cost: see `tokenLimit`. */
    tokens: number;
  };
  /**
   * A text longer than `config.maxTokens` is read in windows of whole sentences, and their logits are averaged by length.
   *
   * @throws RangeError when the text is blank: see `isBlank`.
   * @throws ModelFaultError when the model's weights are so large that the arithmetic overflows.
   */
  classify(text: string, options?: ClassifyOptions): Classification;
  /**
   * Each text as `classify` does, or null where it is blank; or none of them where together they need more than `limits.tokens`, each
   * the tokens that are read of it, or one for every 32 characters where that is more.
   *
   * @throws ModelFaultError as `classify`.
   */
  classifyAll(texts: readonly string[]): Answers;
  /** Logits before calibration, float32 [labels]; null when no token of the text is known. @throws as `classify`, but for blank texts. */
  logits(text: string): Float32Array | null;
};

/** The model is whole and cannot answer this text: its arithmetic overflows. */
export class ModelFaultError extends Error {
  override readonly name = 'ModelFaultError';
}

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
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { loadClassifier } from './src/model/classifier.ts';
 *
 * const classifier = loadClassifier(readFileSync('src/weights/default.safetensors'));
 * const { label, score } = classifier.classify('Never boring, always surprising.');
 * console.log(label, score > 0.9); // positive true
 * ```
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
  const split = (text: string) => tokenizeWithin(text, limits.tokens);
  const read = (text: string, { tokens, truncated }: Tokenized): Reading => {
    const encoded = encode(tokens, words, config.ngramBuckets);
    return { tokens, truncated, encoded, windows: splitWindows(text, tokens, config.maxTokens) };
  };
  const score = ({ encoded, windows }: Reading) => readWindows(network, encoded, windows);
  const weigh = ({ encoded, windows }: Reading) => explain(config, network, encoded, windows, options.cpu);

  const classify = (reading: Reading, isExplained: boolean): Classification => {
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
    classify(text, { explain: isExplained = false } = {}) {
      if (isBlank(text))
        throw new RangeError(`text is ${text.length} blank characters, allowed one that is not`);
      return classify(read(text, split(text)), isExplained);
    },
    classifyAll(texts) {
      const all = tokenizeAll(texts, limits.tokens);
      if (!Array.isArray(all)) return { ok: false, excess: all };
      const results = texts.map((text, i) => (isBlank(text) ? null : classify(read(text, all[i]), false)));
      return { ok: true, results };
    },
    logits(text) {
      const reading = read(text, split(text));
      return reading.encoded.known > 0 ? checkLogits(score(reading)) : null;
    },
  };
}

/**
 * Finite weights can still overflow on the way. No bound on them would tell which do without refusing deep networks that
 * are sound, so it is the answer that is refused.
 */
function checkLogits(logits: Float32Array): Float32Array {
  const at = logits.findIndex((logit) => !Number.isFinite(logit));
  if (at < 0) return logits;
  throw new ModelFaultError(
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
