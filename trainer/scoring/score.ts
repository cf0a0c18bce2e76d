import { probabilities } from '../../src/model/calibration.ts';
import type { Classification, TokenWeight } from '../../src/model/classification.ts';
import type { Classifier } from '../../src/model/classifier.ts';
import type { Model } from '../../src/model/file/modelfile.ts';
import { withNgrams } from '../../src/model/network/ngrams.ts';
import type { EncodedText } from '../../src/model/text/encode.ts';
import type { Span } from '../../src/model/text/sentences.ts';
import { tokenizeWithin } from '../../src/model/text/tokenizer.ts';
import { readWindows } from '../../src/model/windows.ts';
import { type Dataset, textOf } from '../encode/dataset.ts';
import type { Example } from '../read/examples.ts';
import type { Held } from './calibration.ts';
import { decideAmong } from './costs.ts';
import { kernelEngine } from './engine.ts';
import { argmax, type Judged, restrict } from './metrics.ts';

/** A text as it was written, with its right label. A classifier answers it exactly as the service does. */
export type LabelledText = Pick<Example, 'text' | 'label'>;

/** What a model says of an encoded text. */
type Score = {
  /** Before calibration, float32 [labels]. */
  logits: Float32Array;
  /** [labels], calibrated and not rounded. */
  probabilities: number[];
};

/** What a model says of a text, and what it finds in it. */
export type Asked = Judged & Pick<Classification, 'tokens' | 'language'>;

/** As `judge`, with what the model says of the text besides. @throws as `judge`. */
export function ask(
  classifier: Classifier,
  examples: readonly LabelledText[],
  labels: readonly string[],
): Asked[] {
  const indices = new Map(labels.map((label, index) => [label, index]));
  // Of all labels, however many there are.
  const topK = classifier.config.labels.length;
  const { costs } = classifier.calibration;
  const names = { compared: labels, labels: classifier.config.labels };
  return examples.map(({ text, label }) => {
    const { scores, tokens, language } = classifier.classify(text, { topK });
    const probabilities = restrict(scores, labels);
    const asked = { truth: indices.get(label) ?? -1, probabilities, tokens, language };
    return costs === undefined ? asked : { ...asked, answer: decideAmong(probabilities, names, costs) };
  });
}

/**
 * How sure a model is of each of `labels` alone, by the six decimals that it answers.
 *
 * @param labels names, of which `truth` is an index; the label of each example is one of them.
 * @throws as `Classifier.classify`, when a text is blank or the model cannot answer it.
 */
export function judge(
  classifier: Classifier,
  examples: readonly LabelledText[],
  labels: readonly string[],
): Judged[] {
  return ask(classifier, examples, labels).map(({ tokens, language, ...judged }) => judged);
}

/** What a model says of a text, for who asks about one at a time. @throws as `judge`. */
export function answererOf(
  classifier: Classifier,
): (text: string) => Pick<Classification, 'label' | 'scores' | 'language'> {
  const topK = classifier.config.labels.length;
  return (text) => classifier.classify(text, { topK });
}

/** The label that a model answers, and how much each token speaks for it: see `explain`. @throws as `judge`. */
export function explainText(
  classifier: Classifier,
  text: string,
): { label: string; weights: readonly TokenWeight[] } {
  const { label, explanation = [] } = classifier.classify(text, { explain: true });
  return { label, weights: explanation };
}

/** The label that a model answers to each text. @throws as `judge`. */
export function answersOf(classifier: Classifier, examples: readonly LabelledText[]): string[] {
  return examples.map(({ text }) => classifier.classify(text).label);
}

/**
 * What calibration is fitted to: the texts of which something can be read. The others are answered with the prior, whatever
 * the calibration.
 *
 * @throws ModelFaultError as `Classifier.logits`.
 */
export function heldOf(classifier: Classifier, examples: readonly LabelledText[]): Held {
  const { config, limits } = classifier;
  const known = examples.flatMap(({ text, label }) => {
    const logits = classifier.logits(text);
    return logits === null ? [] : [{ text, label, logits }];
  });
  const classes = config.labels.length;
  const logits = new Float32Array(known.length * classes);
  known.forEach((each, text) => {
    logits.set(each.logits, text * classes);
  });
  return {
    logits,
    labels: Int32Array.from(known, ({ label }) => config.labels.indexOf(label)),
    lengths: Int32Array.from(known, ({ text }) => tokenizeWithin(text, limits.tokens).tokens.length),
  };
}

/** The index of the label that a model gives each text of a dataset, encoded for it. */
export function datasetAnswers(model: Model, dataset: Dataset): number[] {
  const score = scorerOf(model);
  return Array.from({ length: dataset.size }, (_, text) => argmax(score(textOf(dataset, text)).logits));
}

/**
 * A function that asks a model about one encoded text of a token or more.
 *
 * @param cut where a text is cut that is longer than the model reads in one go: tokens of the text and of a window at most, to
 * spans. A classifier cuts between sentences, `splitWindows`. An encoded text is numbers and has no sentences any
 * more, so it is cut in equal parts.
 */
export function scorerOf(
  { config, parameters, calibration, ngrams }: Model,
  cut: (tokens: number, size: number) => readonly Span[] = equalParts,
): (text: EncodedText) => Score {
  const network = withNgrams(kernelEngine(config, parameters), ngrams);
  return (text) => {
    const tokens = text.offsets.length - 1;
    const logits = readWindows(network, text, cut(tokens, config.maxTokens));
    return { logits, probabilities: probabilities(logits, tokens, calibration) };
  };
}

/** As few parts as fit; their lengths differ by one at most. */
function equalParts(tokens: number, size: number): Span[] {
  const parts = Math.ceil(tokens / size);
  const edge = (part: number) => Math.floor((part * tokens) / parts);
  return Array.from({ length: parts }, (_, part) => ({ begin: edge(part), end: edge(part + 1) }));
}
