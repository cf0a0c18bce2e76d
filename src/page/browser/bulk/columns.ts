/** What people call a column of texts, the likeliest first. */
const NAMES = [
  'text',
  'texts',
  'review',
  'reviews',
  'comment',
  'comments',
  'message',
  'messages',
  'content',
  'contents',
  'body',
  'sentence',
  'tweet',
  'feedback',
  'post',
  'description',
  '文本',
  '内容',
  '评论',
  '评价',
  '留言',
];

/**
 * The column that has the texts, by its name: one that is called so, else one whose last word is such a name, as in `review_text`.
 *
 * @returns null where no column is called so.
 */
export function findTextColumn(names: readonly string[]): number | null {
  const words = names.map(wordsOf);
  for (const isCalled of [isAll, isLast]) {
    for (const name of NAMES) {
      const at = words.findIndex((each) => isCalled(each, name));
      if (at >= 0) return at;
    }
  }
  return null;
}

const isAll = (words: readonly string[], name: string) => words.length === 1 && words[0] === name;
const isLast = (words: readonly string[], name: string) => words.at(-1) === name;

/** `reviewText`, `review_text` and `Review text` have two. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
