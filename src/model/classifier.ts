import { encode } from './encode.ts';
import { createForward } from './forward.ts';
import { type Calibration, readModel } from './modelfile.ts';
import type { NetworkConfig } from './network.ts';
import { softmax } from './softmax.ts';
import { language, tokenize } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';

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
  /** True when the text has more tokens than the network reads. */
  truncated: boolean;
  /** `und` when no token is known. */
  language: 'en' | 'zh' | 'und';
  /** `name@version` of the model that answered. */
  model: string;
};

export type Classifier = {
  readonly name: string;
  /** `name@version`, as in every classification. */
  readonly model: string;
  readonly config: NetworkConfig;
  readonly calibration: Calibration;
  /** @throws RangeError when the text is blank. */
  classify(text: string): Classification;
  /** Logits before calibration, float32 [labels]; null when no token of the text is known. */
  logits(text: string): Float32Array | null;
};

const SCORE_DECIMALS = 6;

/** What computes a network's logits: `createForward`, or the SIMD kernel, which equals it. */
export type Engine = typeof createForward;

/**
 * Reads a model file into a function from text to label. Nothing but the text decides the answer.
 *
 * @param options.version of the model, by which an answer can be traced and cached.
 * @param options.thorough as in `readModel`: required for files that no test has read. False by default.
 * @param options.engine `createForward` by default.
 * @throws ModelFileError when the bytes are no model.
 */
export function loadClassifier(
  bytes: Uint8Array,
  options: { name: string; version: string; thorough?: boolean; engine?: Engine },
): Classifier {
  const { config, parameters, calibration, vocabulary } = readModel(bytes, {
    thorough: options.thorough ?? false,
  });
  const words = new Vocabulary(vocabulary);
  const forward = (options.engine ?? createForward)(config, parameters);
  const model = `${options.name}@${options.version}`;

  const read = (text: string) => {
    const { tokens, truncated } = tokenize(text, config.maxTokens);
    return { tokens, truncated, encoded: encode(tokens, words, config.ngramBuckets) };
  };

  return {
    name: options.name,
    model,
    config,
    calibration,
    classify(text) {
      if (isBlank(text))
        throw new RangeError(`text is ${text.length} blank characters, allowed one that is not`);
      const { tokens, truncated, encoded } = read(text);
      const known = encoded.known;
      const shares =
        known === 0 ? calibration.prior : probabilities(forward(encoded), calibration.temperature);
      return {
        ...judge(config.labels, shares),
        tokens: tokens.length,
        known,
        truncated,
        language: known === 0 ? 'und' : language(tokens),
        model,
      };
    },
    logits(text) {
      const { encoded } = read(text);
      return encoded.known === 0 ? null : forward(encoded);
    },
  };
}

/** True when nothing but white space is there to judge. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/**
 * The softmax of logits that must be finite.
 *
 * @throws RangeError when one is not: weights within float32 can still overflow on the way.
 */
export function probabilities(logits: Float32Array, temperature: number): number[] {
  if (!logits.every(Number.isFinite)) throw new RangeError('a logit is not finite, allowed finite numbers');
  return softmax(logits, temperature);
}

/** The likeliest label, the first of equals, and all the scores by name. */
function judge(
  labels: readonly string[],
  shares: readonly number[],
): Pick<Classification, 'label' | 'score' | 'scores'> {
  const best = shares.indexOf(Math.max(...shares));
  const rounded = shares.map((share) => Number(share.toFixed(SCORE_DECIMALS)));
  return {
    label: labels[best],
    score: rounded[best],
    // fromEntries defines own properties, so that a label named __proto__ is one like any other.
    scores: Object.fromEntries(labels.map((label, i) => [label, rounded[i]])),
  };
}
