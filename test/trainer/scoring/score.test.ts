import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { encode } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { splitWindows } from '../../../src/model/windows.ts';
import { classifierOf } from '../../../trainer/scoring/load.ts';
import { restrict } from '../../../trainer/scoring/metrics.ts';
import { answersOf, datasetAnswers, heldOf, judge, scorerOf } from '../../../trainer/scoring/score.ts';
import { fileOf } from '../../contract/model.ts';
import { tinyParts } from '../../contract/tiny.ts';
import { packExamples } from '../encode/pack.ts';

const LABELS = ['negative', 'neutral', 'positive'];
/** Short, so that texts of a few sentences are cut. */
const WINDOW = 8;
const parts = tinyParts();
const file = fileOf({
  ...parts,
  config: { ...parts.config, maxTokens: WINDOW },
  calibration: { ...parts.calibration, temperature: 1.7, lengthExponent: 0.2 },
});
const model = readModel(file);
const classifier = classifierOf(file);
const words = new Vocabulary(model.vocabulary);
const { ngramBuckets } = model.config;
const tokensOf = (text: string) => tokenize(text).tokens;
const encoded = (text: string) => encode(tokensOf(text), words, ngramBuckets);
const labelled = (texts: readonly string[]) =>
  texts.map((text, i) => ({ text, label: LABELS[i % LABELS.length], line: i + 1 }));

const word = fc.constantFrom('good', 'bad', 'film', '好', 'ok.', 'so!');
const text = fc.array(word, { minLength: 1, maxLength: 40 }).map((all) => all.join(' '));
const texts = fc.array(text, { minLength: 1, maxLength: 5 });

/** Holds a property of five texts or fewer, each of up to five windows. */
function holds(check: (texts: string[]) => void): void {
  fc.assert(fc.property(texts, check), { seed: 1, numRuns: 200 });
}

describe('judge() and answersOf()', () => {
  it('give what the classifier answers, rounded as it rounds', () => {
    holds((all) => {
      const answers = all.map((each) => classifier.classify(each));
      const compared = ['positive', 'negative'];
      expect(answersOf(classifier, labelled(all))).toEqual(answers.map(({ label }) => label));
      expect(judge(classifier, labelled(all), compared)).toEqual(
        answers.map(({ scores }, i) => ({
          truth: compared.indexOf(LABELS[i % LABELS.length]),
          probabilities: restrict(scores, compared),
        })),
      );
    });
  });
});

describe('heldOf()', () => {
  it('leaves out the texts without a known token', () => {
    const { logits, labels, lengths } = heldOf(classifier, labelled(['film', 'bad film', '!!!', 'good']));
    expect(labels).toEqual(Int32Array.of(1, 0));
    expect(lengths).toEqual(Int32Array.of(2, 1));
    expect([...logits]).toEqual(['bad film', 'good'].flatMap((each) => [...classifier.logits(each)!]));
    expect(heldOf(classifier, labelled(['film'])).labels).toHaveLength(0);
  });

  it('gives the logits and the tokens of texts as they are served', () => {
    holds((all) => {
      const known = all.map((each) => `good ${each}`);
      const held = heldOf(classifier, labelled(known));
      expect([...held.logits]).toEqual(known.flatMap((each) => [...classifier.logits(each)!]));
      expect([...held.lengths]).toEqual(known.map((each) => classifier.classify(each).tokens));
    });
  });
});

describe('scorerOf()', () => {
  it('gives the probabilities that the classifier rounds, of a text that fits', () => {
    const score = scorerOf(model);
    for (const each of ['good', 'bad film', 'good bad good film bad bad bad ok']) {
      const { logits, probabilities } = score(encoded(each));
      expect(logits).toEqual(classifier.logits(each));
      const scores = probabilities.map((share) => Number(share.toFixed(6)));
      expect(scores).toEqual(Object.values(classifier.classify(each).scores));
    }
  });

  it('reads a text as the classifier does where it is cut between sentences', () => {
    holds((all) => {
      for (const each of all.map((text) => `good ${text}`)) {
        const score = scorerOf(model, (_, size) => splitWindows(each, tokensOf(each), size));
        expect(score(encoded(each)).logits).toEqual(classifier.logits(each));
      }
    });
  });

  // The logit of `positive` is the maximum of a part and its mean, good being 1 and bad -1.
  it.each([
    [8, 1, 'four and five', (4 * 2 + 5 * 1.6) / 9, (8 * 2 + 1 * -2) / 9],
    [11, 6, 'five, six and six', (5 * 2 + 6 * 2 + 6 * -2) / 17, (8 * 2 + 8 * 0.75 + 1 * -2) / 17],
  ])(
    'cuts %i good and %i bad in parts of %s tokens, where the classifier fills its windows',
    (good, bad, _, equal, served) => {
      const text = 'good '.repeat(good) + 'bad '.repeat(bad);
      expect(scorerOf(model)(encoded(text)).logits[2]).toBeCloseTo(equal, 5);
      expect(classifier.logits(text)![2]).toBeCloseTo(served, 5);
    },
  );
});

describe('datasetAnswers()', () => {
  it('gives the index of the likeliest label, the first of equals', () => {
    const rows = labelled(['bad', 'good', 'film', 'bad bad film', 'good good bad']);
    const { dataset } = packExamples(rows, words, model.config);
    expect(datasetAnswers(model, dataset)).toEqual([0, 2, 0, 0, 2]);
  });
});
