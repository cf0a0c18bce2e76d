import type { Classifier } from '../../src/model/classifier.ts';
import { argmax, type Judged } from '../scoring/metrics.ts';
import { explainText } from '../scoring/score.ts';
import type { ShownText, ShownTexts } from './reportdata.ts';

/** Mistakes that are shown, those that the model is surest of, */
const MISTAKES = 12;
/** and texts that it has right, as examples of what it looks at. */
const EXAMPLES = 4;
/** UTF-16 units that are shown of a text. */
const MOST_UNITS = 400;
/** Weights that are nearly none colour nothing. */
const LEAST_WEIGHT = 0.04;
const WEIGHT_DIGITS = 3;

const EMAIL = /[^\s@]{1,64}@[^\s@.]{1,63}\.[^\s@]{2,}/u;
/** Nine digits or more, however they are parted. */
const TELEPHONE = /(?<!\d)\+?\d(?:[\s()./-]{0,2}\d){8,14}(?!\d)/u;

/** Places of the texts to show. */
export type Chosen = { mistakes: number[]; examples: number[] };

/** The mistakes that the model is surest of, and right answers from the surest to the least sure. */
export function chooseTexts(judged: readonly Judged[]): Chosen {
  const scored = judged.map(({ truth, probabilities, answer = argmax(probabilities) }, text) => {
    return { text, score: probabilities[answer], isRight: answer === truth };
  });
  const places = (isRight: boolean) =>
    scored
      .filter((each) => each.isRight === isRight)
      .sort((a, b) => b.score - a.score || a.text - b.text)
      .map(({ text }) => text);
  const right = places(true);
  const step = Math.max(1, Math.floor(right.length / EXAMPLES));
  const examples = right.filter((_, place) => place % step === Math.floor(step / 2)).slice(0, EXAMPLES);
  return { mistakes: places(false).slice(0, MISTAKES), examples };
}

/** What says how a text was answered. */
export type TextFacts = {
  labels: readonly string[];
  judged: readonly Judged[];
  lines: ArrayLike<number>;
  classifier: Classifier;
};

/** The texts that were chosen, as far as they were found, with what the model looked at. */
export function showTexts(
  { mistakes, examples }: Chosen,
  texts: ReadonlyMap<number, string>,
  facts: TextFacts,
): ShownTexts {
  const show = (places: readonly number[]) =>
    places.flatMap((place) => {
      const text = texts.get(place);
      return text === undefined ? [] : [shownText(place, text, facts)];
    });
  const shown = { mistakes: show(mistakes), examples: show(examples) };
  const personal = [...shown.mistakes, ...shown.examples].filter(({ text }) => isPersonal(text)).length;
  return { ...shown, personal };
}

/** Whether a text seems to have an e-mail address or a telephone number. */
export function isPersonal(text: string): boolean {
  return EMAIL.test(text) || TELEPHONE.test(text);
}

function shownText(
  place: number,
  whole: string,
  { labels, judged, lines, classifier }: TextFacts,
): ShownText {
  const { truth, probabilities, answer = argmax(probabilities) } = judged[place];
  const text = whole.slice(0, MOST_UNITS).toWellFormed();
  const explained = explainText(classifier, whole);
  const isSame = explained.label === labels[answer];
  return {
    line: lines[place],
    truth: labels[truth],
    answer: labels[answer],
    score: Number(probabilities[answer].toFixed(WEIGHT_DIGITS)),
    text,
    isCut: whole.length > MOST_UNITS,
    weights: isSame
      ? explained.weights
          .filter(({ end, weight }) => end <= text.length && Math.abs(weight) >= LEAST_WEIGHT)
          .map(({ start, end, weight }) => [start, end, Number(weight.toFixed(WEIGHT_DIGITS))] as const)
      : [],
  };
}
