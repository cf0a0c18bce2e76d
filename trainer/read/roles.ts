import { isBlank } from '../../src/model/text/tokenizer.ts';

/** What a column, or a field of JSON, is to a labelled text. */
export type Role = 'text' | 'label';

/** Names that the owners of labels give, each in lower case and without blanks or signs. */
const SYNONYMS: Record<Role, readonly string[]> = {
  text: [
    ...[
      'text',
      'texts',
      'sentence',
      'sentences',
      'review',
      'reviews',
      'content',
      'contents',
      'comment',
      'comments',
    ],
    ...[
      'tweet',
      'tweets',
      'body',
      'message',
      'messages',
      'document',
      'documents',
      'utterance',
      'query',
      'phrase',
    ],
    ...['feedback', 'post', 'description'],
  ],
  label: [
    ...[
      'label',
      'labels',
      'sentiment',
      'sentiments',
      'category',
      'categories',
      'class',
      'classes',
      'target',
      'targets',
    ],
    ...[
      'rating',
      'ratings',
      'star',
      'stars',
      'overall',
      'score',
      'polarity',
      'emotion',
      'intent',
      'choice',
      'topic',
    ],
  ],
};

/** What of a name is left when case, blanks and signs do not count; that of signs alone is left as it is. */
function plain(name: string): string {
  const letters = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return isBlank(letters) ? name : letters;
}

/** The last word of a name: `sentiment` of `airline_sentiment`, `text` of `reviewText`. */
function lastWord(name: string): string {
  return plain(
    name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').match(/[\p{L}\p{N}]+(?=[^\p{L}\p{N}]*$)/u)?.[0] ?? '',
  );
}

/** The index of the one name that fits, −1 where none or several do. */
function single(names: readonly string[], fits: (name: string) => boolean): number {
  const first = names.findIndex(fits);
  return names.findLastIndex(fits) === first ? first : -1;
}

/**
 * Where a name stands among others: exactly, or else without case and blanks.
 *
 * @returns its index; −1 where it is not there, or where several are alike and none is equal.
 */
export function indexOfName(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  const bare = (name: string) => name.replace(/[\s\u200b\ufeff]/g, '').toLowerCase();
  return exact >= 0 ? exact : single(names, (name) => bare(name) === bare(wanted));
}

/**
 * Which name stands for the text or for the label, where nobody has said so. A whole name counts before the last word of
 * one: `sentiment` before `airline_sentiment`.
 *
 * @param names of columns, or of fields of JSON.
 * @returns the index of the only candidate; −1 where there is none, or more than one.
 */
export function synonymOf(names: readonly string[], role: Role): number {
  const candidates = candidatesOf(names, role);
  return candidates.length === 1 ? candidates[0] : -1;
}

/** All names that may stand for the text or for the label, of which one alone is taken. */
export function candidatesOf(names: readonly string[], role: Role): number[] {
  const exact = indexOfName(names, role);
  if (exact >= 0) return [exact];
  const known = SYNONYMS[role];
  const indices = names.map((_, index) => index);
  const whole = indices.filter((index) => known.includes(plain(names[index])));
  return whole.length > 0 ? whole : indices.filter((index) => known.includes(lastWord(names[index])));
}
