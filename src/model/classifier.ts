import { type Excess, tokenizeAll, tokensNeeded } from './batch.ts';
import { answerTokens, extraBudget, inTokens, tokenLimit } from './budget.ts';
import type { Classification, ClassifyOptions } from './classification.ts';
import type { Calibration } from './file/metadata.ts';
import { type Model, readModel, type Sha256 } from './file/modelfile.ts';
import type { NetworkConfig } from './network/config.ts';
import { createForward } from './network/forward.ts';
import { withNgrams } from './network/ngrams.ts';
import { Reader, type Reading } from './reader.ts';
import { isBlank, tokenizeWithin } from './text/tokenizer.ts';
import { Vocabulary } from './text/vocabulary.ts';

/** What `classifyAll` says: a result a text, in their order, or why there are none. */
export type Answers = { ok: true; results: (Classification | null)[] } | { ok: false; excess: Excess };

/** What the texts of one request may still need. A whole one is enough for any text alone. */
export type Allowance = {
  /** As `limits.tokens` counts them. */
  tokens: number;
  /** Microseconds for explanations and sentences. */
  extra: number;
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
   * the tokens that are read of it, or one for every 32 characters where that is more, and some for the scores of each where labels are many; or more time for explanations and sentences than
   * one text has.
   *
   * @throws ModelFaultError as `classify`.
   */
  classifyAll(texts: readonly string[], options?: ClassifyOptions): Answers;
  /** What a request has. */
  allowance(): Allowance;
  /**
   * A text as `classify` does, if it needs no more than is left, which becomes less by it; else null, and nothing is taken.
   *
   * @throws RangeError, ModelFaultError as `classify`.
   */
  classifyWithin(allowance: Allowance, text: string, options?: ClassifyOptions): Classification | null;
  /** Logits before calibration, float32 [labels]; null where nothing of the text can be read. @throws as `classify`, but for blank texts. */
  logits(text: string): Float32Array | null;
};

/** What computes a network's logits: `createForward`, or the SIMD kernel, which equals it. */
export type Engine = typeof createForward;

/**
 * Reads a model file into a function from text to label. Nothing but the text decides the answer.
 *
 * @param options.verify as in `readModel`: required for files that the build has not verified.
 * @param options.engine `createForward` by default.
 * @param options.costs of errors, one a label, instead of those of the file: see `Calibration.costs`.
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
  options: { verify?: Sha256 } & Partial<ClassifierParts> = {},
): Classifier {
  return classifierOf(readModel(bytes, options), { ...options, engine: options.engine ?? createForward });
}

/** What a classifier is made of beside its model: as `loadClassifier` says. */
type ClassifierParts = { engine: Engine; cpu?: number; costs?: readonly number[] | undefined };

/** A function from text to label around a model that is read already: see `openModel`. */
export function classifierOf(
  { name, version, config, parameters, vocabulary, ngrams, ...read }: Model,
  { engine, cpu, costs }: ClassifierParts,
): Classifier {
  const model = `${name}@${version}`;
  const calibration = costs === undefined ? read.calibration : { ...read.calibration, costs };
  const limits = { tokens: tokenLimit(config, cpu) };
  const network = withNgrams(engine(config, parameters), ngrams);
  const reader = new Reader({
    model,
    config,
    network,
    vocabulary: new Vocabulary(vocabulary),
    languages: read.languages,
    calibration,
    cpu,
  });
  const split = (text: string) => tokenizeWithin(text, limits.tokens);
  const classify = (text: string, asked: ClassifyOptions = {}) => {
    checkVisible(text);
    return reader.answer(reader.read(text, split(text), asked));
  };

  return {
    name,
    version,
    model,
    config,
    calibration,
    limits,
    classify,
    classifyAll(texts, asked = {}) {
      const all = tokenizeAll(texts, limits.tokens, answerTokens(config, asked.topK));
      if (!Array.isArray(all)) return { ok: false, excess: all };
      const readings = texts.map((text, i) => (isBlank(text) ? null : reader.read(text, all[i], asked)));
      const excess = extraExcess(config, readings, cpu);
      if (excess !== null) return { ok: false, excess };
      return { ok: true, results: readings.map((each) => (each === null ? null : reader.answer(each))) };
    },
    allowance: () => ({ tokens: limits.tokens, extra: extraBudget(cpu) }),
    classifyWithin(allowance, text, asked = {}) {
      checkVisible(text);
      const tokenized = split(text);
      const needed = tokensNeeded(text, tokenized, limits.tokens, answerTokens(config, asked.topK));
      if (needed > allowance.tokens) return null;
      const reading = reader.read(text, tokenized, asked);
      if (reading.extra > allowance.extra) return null;
      allowance.tokens -= needed;
      allowance.extra -= reading.extra;
      return reader.answer(reading);
    },
    logits(text) {
      return reader.logits(reader.read(text, split(text), {}));
    },
  };
}

function checkVisible(text: string): void {
  if (isBlank(text)) throw new RangeError(`text is ${text.length} blank characters, allowed one that is not`);
}

/** Null where explanations and sentences of texts together take no longer than those of one text may. */
function extraExcess(
  config: NetworkConfig,
  readings: readonly (Reading | null)[],
  cpu: number | undefined,
): Excess | null {
  const needed = readings.reduce((sum, each) => sum + (each?.extra ?? 0), 0);
  const allowed = extraBudget(cpu);
  if (needed <= allowed) return null;
  return {
    of: 'extra',
    needed: Math.ceil(inTokens(config, needed)),
    isExact: true,
    allowed: Math.floor(inTokens(config, allowed)),
  };
}
