import type { DataSummary } from '../prepare/summary.ts';
import type { Facts } from './plain.ts';
import type { LabelTable, PlainSentence, SlicePart } from './reportdata.ts';

/** Of fewer texts a slice may be bad by chance. */
const ENOUGH_OF_SLICE = 30;

/** What the five sentences are made of. */
export type FiveFacts = {
  facts: Facts;
  accuracy: number;
  labels: LabelTable;
  slices: readonly SlicePart[];
  data: Pick<DataSummary, 'shared'>;
};

/** The five questions that a reader has first, each with its answer. */
export function fiveSentences(all: FiveFacts): PlainSentence[] {
  const { facts, data } = all;
  return [
    { asks: 'How good is it?', answer: text([facts.right, facts.always, ...facts.comparisons]) },
    {
      asks: 'How sure is that?',
      answer: text([`${facts.interval} would be right, with 95 % confidence`, ...facts.few]),
    },
    { asks: 'Where is it weak?', answer: text(weaknesses(all)) },
    {
      asks: 'What next?',
      answer: text([
        ...facts.never,
        ...facts.course,
        ...facts.moreRows,
        'read the surest mistakes below: wrong labels among them are the cheapest to mend',
      ]),
    },
    { asks: 'What not to believe?', answer: text([...shared(data), DOUBTS]) },
  ];
}

const DOUBTS =
  'the held-back texts chose the epoch and fitted the probabilities, which flatters by a point or two; another seed moves ' +
  'accuracy by about two points; and texts of another kind may fare worse: measure on some with evaluate';

function shared({ shared: both }: Pick<DataSummary, 'shared'>): string[] {
  if (both === 0) return [];
  return [
    `${both.toLocaleString('en-US')} held-back texts were trained on too, so that no figure here is honest`,
  ];
}

function weaknesses({ accuracy, labels, slices }: FiveFacts): string[] {
  const found = [...weakLabel(labels, accuracy), ...commonMistake(labels), ...weakSlice(slices, accuracy)];
  return found.length > 0 ? found : ['no label and no kind of text stands out'];
}

function weakLabel({ weakest }: LabelTable, accuracy: number): string[] {
  if (weakest === undefined || weakest.recall >= accuracy) return [];
  const { label, support, recall } = weakest;
  return [
    `of ${support.toLocaleString('en-US')} texts labelled "${label}" it gets ${percent(recall)} % right`,
  ];
}

function commonMistake({ pairs: [most] }: LabelTable): string[] {
  if (most === undefined) return [];
  const { truth, answer, times } = most;
  return [`most often it takes "${truth}" for "${answer}", ${times.toLocaleString('en-US')} times`];
}

/** A kind of text on which it is clearly worse than on all. */
function weakSlice(slices: readonly SlicePart[], accuracy: number): string[] {
  const [worst] = slices
    .filter(({ texts, interval }) => texts >= ENOUGH_OF_SLICE && interval.high < accuracy)
    .toSorted((a, b) => a.right / a.texts - b.right / b.texts);
  if (worst === undefined) return [];
  return [
    `of ${worst.texts.toLocaleString('en-US')} texts of ${describePart(worst)} it gets ${percent(worst.right / worst.texts)} % right`,
  ];
}

/** A part of a slice in words. */
export function describePart({ slice, part }: Pick<SlicePart, 'slice' | 'part'>): string {
  return `${slice} “${part}”`;
}

/** Parts as sentences, each with a capital and a full stop. */
function text(parts: readonly string[]): string {
  return parts.map((part) => `${part[0].toUpperCase()}${part.slice(1)}.`).join(' ');
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
