import { explanationGroup, explanationMicroseconds, extraBudget, uncommonMicroseconds } from './budget.ts';
import { probabilities, unread, unsure } from './calibration.ts';
import {
  type Classification,
  type ClassifyOptions,
  decide,
  isMixed,
  judge,
  placeOf,
  round,
  tokenWeights,
} from './classification.ts';
import { explain } from './explain.ts';
import type { Calibration } from './file/metadata.ts';
import type { NetworkConfig } from './network/config.ts';
import type { Network } from './network/forward.ts';
import { planSentences, type SentencePlan } from './sentences.ts';
import { type EncodedText, encode, tokenHashes } from './text/encode.ts';
import { type Detected, detect, languageOf } from './text/language.ts';
import { ModelLanguages } from './text/modellanguages.ts';
import type { Span } from './text/sentences.ts';
import type { Token, Tokenized } from './text/tokenizer.ts';
import type { Vocabulary } from './text/vocabulary.ts';
import { cut, readWindows, splitWindows } from './windows.ts';

/** The model is whole and cannot answer this text: its arithmetic overflows. */
export class ModelFaultError extends Error {
  override readonly name = 'ModelFaultError';
}

/** What answers are made of. */
export type ReaderParts = {
  /** `name@version`. */
  model: string;
  config: NetworkConfig;
  network: Network;
  vocabulary: Vocabulary;
  /** BCP 47 tags, where the file names them. */
  languages?: readonly string[] | undefined;
  calibration: Calibration;
  /** Of a request, in milliseconds; that of the free plan by default. */
  cpu?: number | undefined;
};

/** A text as it is read, and what is to be said of it. */
export type Reading = {
  tokens: readonly Token[];
  truncated: boolean;
  encoded: EncodedText;
  windows: readonly Span[];
  /** What it is written in, as the caller said or as it reads; null where nothing of it can be read. */
  detected: Detected | null;
  options: ClassifyOptions;
  /** What an explanation leaves out at once: see `explanationGroup`. */
  group: number | null;
  /** What is judged by itself, where it was asked for. */
  plan: SentencePlan | undefined;
  /** Microseconds for explanation and sentences. */
  extra: number;
};

/** What an answer is made of. */
type Read = Pick<Reading, 'tokens' | 'encoded' | 'windows' | 'detected'>;

/** From tokens to an answer. */
export class Reader {
  private readonly parts: ReaderParts;
  private readonly languages: ModelLanguages;
  /** [labels], of texts of which nothing can be read. */
  private readonly unread: readonly number[];

  constructor(parts: ReaderParts) {
    this.parts = parts;
    this.unread = unread(parts.config.labels, parts.calibration.prior);
    this.languages = new ModelLanguages(parts.vocabulary, parts.languages);
  }

  /**
   * Looks the tokens up, and plans what the options ask for beyond the answer: two of them have half of the time each. What the text itself
   * takes beyond a common one is taken off, so that the costliest texts leave less for them.
   */
  read(text: string, { tokens, truncated }: Tokenized, options: ClassifyOptions): Reading {
    const { config, cpu } = this.parts;
    const encoded = this.encode(tokens);
    const windows = splitWindows(text, tokens, config.maxTokens);
    const detected = this.detect(tokens, encoded, options);
    const base = { tokens, truncated, encoded, windows, detected, options };
    const reading = { ...base, group: null, plan: undefined, extra: 0 };
    if (!options.explain && !options.sentences) return reading;
    const all = extraBudget(cpu);
    const taken = Math.min(all, uncommonMicroseconds(tokens.length, encoded.rows.length));
    const budget = (all - taken) / (options.explain && options.sentences ? 2 : 1);
    const group = options.explain && detected !== null ? explanationGroup(config, windows, budget) : null;
    const plan = options.sentences ? planSentences(config, text, tokens, budget, options.topK) : undefined;
    const extra = taken + explanationMicroseconds(config, windows, group) + (plan?.microseconds ?? 0);
    return { ...reading, group, plan, extra };
  }

  /** @throws ModelFaultError when the weights are so large that the arithmetic overflows. */
  answer(reading: Reading): Classification {
    const { config, model, calibration } = this.parts;
    const { tokens, encoded, truncated, detected, options } = reading;
    const { shares, weights } = this.weigh(reading);
    const answer: Classification = {
      ...judge(config.labels, shares, options, calibration.costs),
      tokens: tokens.length,
      known: round(encoded.known),
      truncated,
      language: options.language ?? languageOf(detected),
      model,
    };
    if (options.explain) answer.explanation = tokenWeights(tokens, weights);
    return reading.plan === undefined
      ? answer
      : { ...answer, ...this.judgeSentences(reading, reading.plan, shares) };
  }

  /** Logits before calibration, float32 [labels]; null where nothing can be read. @throws as `answer`. */
  logits({ encoded, windows, detected }: Read): Float32Array | null {
    return detected === null ? null : checkLogits(readWindows(this.parts.network, encoded, windows));
  }

  private encode(tokens: readonly Token[]): EncodedText {
    const { config, vocabulary } = this.parts;
    const encoded = encode(tokens, vocabulary, config.ngramBuckets);
    return config.ngrams === undefined ? encoded : { ...encoded, hashes: tokenHashes(tokens) };
  }

  /**
   * What a text is written in: as the caller said, or as it reads; null where no word is known, and none has letters that the network knows parts of.
   */
  private detect(
    tokens: readonly Token[],
    { known }: EncodedText,
    { language }: ClassifyOptions,
  ): Detected | null {
    if (known === 0 && !this.readsParts(tokens)) return null;
    return language ?? detect(tokens);
  }

  private readsParts(tokens: readonly Token[]): boolean {
    if (this.parts.config.ngramBuckets === 0) return false;
    return tokens.some(({ text, kind }) => kind === 'word' && this.languages.readsLetters(text));
  }

  /** Probabilities of the labels, and weights of the tokens where they were asked for. */
  private weigh(reading: Reading): { shares: readonly number[]; weights: readonly number[] } {
    const { encoded, windows, options, group, detected } = reading;
    if (!options.explain || detected === null)
      return { shares: this.calibrate(this.logits(reading), reading), weights: [] };
    const answered = (whole: Float32Array) =>
      decide(this.calibrate(checkLogits(whole), reading), this.parts.calibration.costs);
    const { logits, weights } = explain(this.parts.network, encoded, windows, group, answered);
    return { shares: this.calibrate(checkLogits(logits), reading), weights };
  }

  private calibrate(logits: Float32Array | null, { tokens, detected }: Read): readonly number[] {
    if (logits === null || detected === null) return this.unread;
    const shares = probabilities(logits, tokens.length, this.parts.calibration);
    return this.languages.reads(detected) ? shares : unsure(shares);
  }

  /** @param whole probabilities of the whole text: those of its sentence where it has one. */
  private judgeSentences(
    { tokens, options }: Reading,
    { sentences, truncated }: SentencePlan,
    whole: readonly number[],
  ): Required<Pick<Classification, 'sentences' | 'mixed' | 'sentences_truncated'>> {
    const { labels } = this.parts.config;
    const { costs } = this.parts.calibration;
    const isOne = sentences.length === 1 && sentences[0].end === tokens.length;
    const shares = isOne
      ? [whole]
      : sentences.map(({ begin, end }) => this.sharesOf(tokens.slice(begin, end), options));
    return {
      sentences: sentences.map((sentence, i) => ({
        ...placeOf(tokens, sentence),
        ...judge(labels, shares[i], options, costs),
      })),
      mixed: isMixed(labels, shares, costs),
      sentences_truncated: truncated,
    };
  }

  /** Probabilities of a sentence, as if it were a text of its own. */
  private sharesOf(tokens: readonly Token[], options: ClassifyOptions): readonly number[] {
    const encoded = this.encode(tokens);
    const windows = cut({ begin: 0, end: tokens.length }, this.parts.config.maxTokens);
    const read = { tokens, encoded, windows, detected: this.detect(tokens, encoded, options) };
    return this.calibrate(this.logits(read), read);
  }
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
