import type { FileTexts, Texts } from '../../encode/texts.ts';
import type { Finding } from './characters.ts';
import { findParts, lookLikeParts } from './partsof.ts';
import { repetitionsOf } from './repeated.ts';
import type { FoundRows } from './rows.ts';

/**
 * What `train` says of the rows, a line each: nothing where nothing was found.
 *
 * @param names of the labels.
 * @param found what the characters of the rows show.
 */
export function describeRows(
  texts: FileTexts,
  names: readonly string[],
  found: Readonly<Record<Finding, FoundRows>>,
): string[] {
  const notes = [...repeatedNote(texts, names), ...describeParts(texts), ...foundNote(found)];
  return notes.length === 0 ? [] : [...notes, 'note: trainer check --data FILE names the lines'];
}

function repeatedNote(texts: FileTexts, names: readonly string[]): string[] {
  const { repeats, contradictions } = repetitionsOf(texts, names);
  if (contradictions.length > 0) {
    const several = `${counted(contradictions.length, 'text', 'texts')} of several rows with different labels`;
    return [`note: ${several}: one of them is wrong, or the text does not tell`];
  }
  // A few are short ones that anyone may write.
  return repeats > REPEATED_SHARE * texts.size
    ? [`note: ${counted(repeats, 'row repeats', 'rows repeat')} an earlier one`]
    : [];
}

const REPEATED_SHARE = 0.01;

/** What to say where no split group is given and many texts are parts of others, as phrases are of their sentence. */
export function describeParts(texts: Texts): string[] {
  if (texts.splitGroups !== undefined) return [];
  const found = findParts(texts);
  if (!lookLikeParts(found)) return [];
  const share = Math.round((100 * found.parts) / found.checked);
  return [
    `note: ${share} % of the rows are parts of longer ones, so that held-back rows are half known and figures flatter: ` +
      'name the column of what belongs together with --split-group',
  ];
}

function foundNote({ emails, telephones, damaged }: Readonly<Record<Finding, FoundRows>>): string[] {
  const kinds = [
    ...(emails.rows > 0 ? [`e-mail addresses (${counted(emails.rows, 'row', 'rows')})`] : []),
    ...(telephones.rows > 0 ? [`telephone numbers (${counted(telephones.rows, 'row', 'rows')})`] : []),
  ];
  const notes = [];
  if (kinds.length > 0) notes.push(`note: the texts seem to have ${kinds.join(' and ')}`);
  if (damaged.rows > 0) {
    notes.push(
      `note: ${counted(damaged.rows, 'row has', 'rows have')} characters that were read in the wrong encoding`,
    );
  }
  return notes;
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
