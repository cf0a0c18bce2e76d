import type { DataSummary } from '../prepare/prepare.ts';
import type { Facts } from './plain.ts';
import type { LabelTable, PlainSentence, SlicePart } from './reportdata.ts';

/** Fewer texts of a kind say nothing of it. */
const ENOUGH_TEXTS = 10;
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

function weakLabel({ rows }: LabelTable, accuracy: number): string[] {
  const known = rows.filter(({ support }) => support >= ENOUGH_TEXTS);
  const [worst] = known.toSorted((a, b) => a.recall - b.recall);
  if (worst === undefined || known.length < 2 || worst.recall >= accuracy) return [];
  return [
    `of ${worst.support.toLocaleString('en-US')} texts labelled "${worst.label}" it gets ${percent(worst.recall)} % right`,
  ];
}

function commonMistake({ rows, confusion }: LabelTable): string[] {
  const pairs = rows.flatMap((truth, row) =>
    rows.map((answer, column) => ({ truth, answer, times: row === column ? 0 : confusion[row][column] })),
  );
  const [most] = pairs.toSorted((a, b) => b.times - a.times);
  if (most === undefined || most.times < 2) return [];
  return [
    `most often it takes "${most.truth.label}" for "${most.answer.label}", ${most.times.toLocaleString('en-US')} times`,
  ];
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
