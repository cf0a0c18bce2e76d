import { countTexts, type FileTexts, relabel } from '../encode/texts.ts';
import { checkLabels, inShort, refuseNames, trainingLabels } from '../read/labels.ts';
import { namesFor } from '../read/modellabels.ts';
import { missingLabels, offerFor } from '../read/scales.ts';
import { type LabelCount, mergeSpellings } from '../read/spelling.ts';
import type { Base } from './base.ts';

type Report = (message: string) => void;

/** What decides the names of the labels, beside the file. */
export type LabelOptions = {
  base?: Base | undefined;
  /** Names that teachers have. */
  taught?: readonly string[] | undefined;
  report: Report;
};

/**
 * The labels that a file is trained on, and its texts with the labels numbered as in them. Spellings of one label are one; it is called as the
 * model that training goes on from calls it, or the teachers, or else most rows. What a label may mean beyond that is offered and never taken.
 *
 * @throws UserError when the labels are too few or too many to be classes.
 */
export function settleLabels(
  path: string,
  texts: FileTexts,
  { base, taught = [], report }: LabelOptions,
): { data: FileTexts; labels: string[] } {
  const counts = countTexts(texts);
  const own = base?.model.config.labels;
  const { names, notes } = mergeSpellings(counts, own ?? taught);
  const trained = sumUp(counts.map((each, i) => ({ ...each, label: names[i] })));
  refuseNames(path, trained, texts.size);
  const labels = trainingLabels(path, trained);
  for (const note of [...notes, ...missingLabels(trained), ...offerNote(labels, own)]) report(note);
  return { data: { ...texts, ...relabel(texts, names, labels) }, labels };
}

/** Each label once, with the texts of all its spellings; those that no text has are left out. */
function sumUp(counts: readonly LabelCount[]): LabelCount[] {
  const groups = [...Map.groupBy(counts, ({ label }) => label).values()];
  const sums = groups.map((group) => ({
    ...group[0],
    count: group.reduce((sum, { count }) => sum + count, 0),
  }));
  return sums.filter(({ count }) => count > 0);
}

/** How to train on the classes that the labels may stand for. @param known labels of the model that training goes on from. */
function offerNote(labels: readonly string[], known: readonly string[] | undefined): string[] {
  const offer = offerFor(labels, known);
  if (offer === undefined || labels.every((label) => known?.includes(label))) return [];
  const { about, reversed, classes } = offer;
  const other = reversed === undefined ? '' : `; the other way round, as for complaints: ${reversed}`;
  const flag = `${offer.flag}${other}`;
  if (known)
    return [`note: ${about}, and the model knows ${inShort(known)}; to keep what it knows of them: ${flag}`];
  const aim =
    classes === labels.length ? 'to name them so' : `to train ${classes === 2 ? 'two' : 'three'} classes`;
  return [`note: ${about}; ${aim}: ${flag}`];
}

/** Texts to measure on, with their labels numbered as in `labels`. @throws UserError when one has another label. */
export function devLabels(
  path: string,
  texts: FileTexts,
  labels: readonly string[],
  report: Report,
): FileTexts {
  const { names, notes } = namesFor(countTexts(texts), labels);
  for (const note of notes) report(note);
  checkLabels(
    path,
    texts.firsts.map(({ line }, i) => ({ label: names[i], line })),
    labels,
  );
  return { ...texts, ...relabel(texts, names, labels) };
}
