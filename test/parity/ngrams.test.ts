import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import { explain } from '../../src/model/explain.ts';
import { readModel, writeModel } from '../../src/model/file/modelfile.ts';
import { DEFAULT_NETWORK } from '../../src/model/network/config.ts';
import { createForward } from '../../src/model/network/forward.ts';
import { NgramTable, withNgrams } from '../../src/model/network/ngrams.ts';
import { type EncodedText, NO_TOKEN, occlude, tokenHash } from '../../src/model/text/encode.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { windowOf } from '../../src/model/windows.ts';
import { textOf } from '../../trainer/encode/dataset.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { scorerOf } from '../../trainer/scoring/score.ts';
import { tinyParts } from '../contract/tiny.ts';
import { tableOf } from '../model/network/tables.ts';
import { packExamples } from '../trainer/encode/pack.ts';
import { generator } from '../trainer/network/generator.ts';
import { randomText, randomWeights, readTwoWindows, TWO_WINDOWS, VARIANTS } from './networks.ts';

const WORDS = Array.from({ length: 12 }, (_, i) => `w${i}`);
/** Kernel and `createForward` differ by as much without a table. */
const TOLERANCE = 1e-4;

/** Weights of every word and of each pair that begins with it and the next. */
function tensorsFor(labels: number) {
  const next = generator(labels);
  const weights = () => Array.from({ length: labels }, () => 4 * next() - 2);
  const ngrams = WORDS.flatMap((word, i) => [word, `${word} ${WORDS[(i + 1) % WORDS.length]}`]);
  return tableOf(Object.fromEntries(ngrams.map((ngram) => [ngram, weights()]))).tensors;
}

function hashed(text: EncodedText, seed: number): EncodedText {
  const next = generator(seed);
  const hashes = Int32Array.from({ length: text.offsets.length - 1 }, () => {
    return tokenHash(WORDS[Math.floor(next() * WORDS.length)]);
  });
  return { ...text, hashes };
}

describe('a network with a table of n-grams', () => {
  const some = VARIANTS.filter((_, i) => i % 7 === 0);

  it.each(some.map((variant) => ({ name: JSON.stringify(variant), variant })))(
    'is the same in the kernel as in createForward(), for $name',
    ({ variant }) => {
      const network = { ...DEFAULT_NETWORK, ...variant, vocabulary: 50 };
      const weights = randomWeights(network);
      const tensors = tensorsFor(network.labels.length);
      const text = hashed(randomText(network, 19, 1), 2);
      const [forward, kernel] = [createForward, kernelEngine].map((engine) => engine(network, weights));
      const [plain, fast] = [forward, kernel].map((each) => withNgrams(each, tensors));
      const added = new NgramTable(tensors).logits(text.hashes!);
      const expected = forward(text).map((logit, i) => logit + added[i]);
      expect(plain(text)).toEqual(expected);
      fast(text).forEach((logit, i) => {
        expect(Math.abs(logit - expected[i])).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected[i])));
      });
      const groups = [0, 1, 9, 18].map((begin) => ({ begin, end: Math.min(19, begin + 2) }));
      for (const each of [plain, fast]) {
        expect(each.without(text, groups)).toEqual(groups.map((group) => each(occlude(text, group))));
      }
    },
  );
});

describe('explain() with a table of n-grams', () => {
  const network = { ...DEFAULT_NETWORK, vocabulary: 50 };
  const run = withNgrams(kernelEngine(network, randomWeights(network)), tensorsFor(2));
  const text = hashed(randomText(network, 40, 3), 4);
  const windows = TWO_WINDOWS;
  const read = (encoded: EncodedText) => readTwoWindows(run, encoded);

  it('gives each token its share of what its embedding and the n-grams that it is part of add to the margin', () => {
    const { logits, weights } = explain(run, text, windows, 1);
    expect(logits).toEqual(read(text));
    const [a, b] = logits;
    const margin = ([first, second]: Float32Array) => Math.sign(a - b) * (first - second);
    const losses = weights.map(
      (_, token) => margin(logits) - margin(read(occlude(text, { begin: token, end: token + 1 }))),
    );
    const total = losses.reduce((sum, loss) => sum + Math.abs(loss), 0);
    weights.forEach((weight, token) => {
      expect(weight).toBeCloseTo(losses[token] / total, 4);
    });
    expect(weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 10);
  });
});

describe('a table of n-grams in training', () => {
  const table = tableOf({ 好: [1, 0, -1], '好 看': [2, 0, -2], unseen: [3, 0, -3], '. good': [-2, 1, 1] });
  const tiny = tinyParts();
  const config = { ...tiny.config, ngrams: table.ngrams };
  const file = writeModel({ ...tiny, config, ngrams: table.tensors }, sha256);

  it.each(['好看 good', 'An unseen word. Good', 'bad', 'good 好 看'])(
    'sees in "%s" what the service sees',
    (text) => {
      const rows = [{ text, label: 'neutral', line: 1 }];
      const { dataset } = packExamples(rows, new Vocabulary(tiny.vocabulary), config);
      const { logits } = scorerOf(readModel(file))(textOf(dataset, 0));
      expect(logits).toEqual(loadClassifier(file, { engine: kernelEngine }).logits(text));
    },
  );
});

describe('windowOf() and occlude()', () => {
  it('cut the hashes of a text, and leave out those of tokens', () => {
    const text = hashed(randomText({ ...DEFAULT_NETWORK, vocabulary: 50 }, 6, 3), 4);
    expect(windowOf(text, { begin: 1, end: 4 }).hashes).toEqual(text.hashes!.slice(1, 4));
    const [a, , , ...others] = text.hashes!;
    const left = occlude(text, { begin: 1, end: 3 }).hashes;
    expect(left).toEqual(Int32Array.of(a, NO_TOKEN, NO_TOKEN, ...others));
  });
});
