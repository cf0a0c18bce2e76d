import type { Token } from './tokenizer.ts';

/** A run of tokens: `begin` is the first, `end` the one after the last. */
export type Span = { begin: number; end: number };

/** Marks that may end a sentence, as the tokenizer writes them. */
const TERMINAL = /^(?:[.!?]+|[。؟।])$/;
/** Characters that belong to the sentence before them where no space parts them from it. */
const CLOSING = /[.!?"')\]}。！？．؟।’”»）］｝」』】》〉]/;
/** Line ends, in plain text and in HTML. */
const LINE_END = /[\n\r\u2028\u2029]|<\/?(?:br|p|li)\b/i;
const ABBREVIATIONS = new Set('mr mrs ms dr prof st vs etc jr sr vol approx dept est inc ltd co'.split(' '));

/**
 * Splits tokens into sentences: after `. ! ?` and their kin with the quotes and brackets that close there, and at line ends.
 * A full stop ends none inside `3.5` or `e.g`, nor after an initial or a common abbreviation; three dots end none before a
 * small letter.
 *
 * @param text that the tokens are of.
 * @returns spans that follow each other, none of them empty.
 */
export function splitSentences(text: string, tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  let begin = 0;
  for (let i = 0; i < tokens.length; i++) {
    if (i + 1 < tokens.length && !endsAt(text, tokens, i)) continue;
    spans.push({ begin, end: i + 1 });
    begin = i + 1;
  }
  return spans;
}

/** Whether a sentence ends between token i and the next. */
function endsAt(text: string, tokens: readonly Token[], i: number): boolean {
  if (LINE_END.test(text.slice(tokens[i].end, tokens[i + 1].start))) return true;
  if (closes(text, tokens, i + 1)) return false;
  let mark = i;
  while (!TERMINAL.test(tokens[mark].text) && closes(text, tokens, mark)) mark--;
  if (tokens[mark].kind !== 'punctuation' || !TERMINAL.test(tokens[mark].text)) return false;
  return !tokens[mark].text.startsWith('.') || stopEnds(text, tokens, mark, i);
}

/** Whether token i closes what is written before it, without a space between. */
function closes(text: string, tokens: readonly Token[], i: number): boolean {
  return i > 0 && tokens[i - 1].end === tokens[i].start && CLOSING.test(text[tokens[i].start]);
}

/** Whether dots at `mark`, closed by the tokens up to `last`, end their sentence. */
function stopEnds(text: string, tokens: readonly Token[], mark: number, last: number): boolean {
  const next = tokens[last + 1];
  if (tokens[last].end === next.start) return false;
  // Here, not above: a start would look the class of Unicode up.
  if (tokens[mark].text.length > 1) return !/^\p{Ll}/u.test(text.slice(next.start, next.start + 2));
  const word = mark === 0 ? '' : tokens[mark - 1].text;
  const isInitial = /^[a-hj-z]$/.test(word);
  return !isInitial && !ABBREVIATIONS.has(word);
}
