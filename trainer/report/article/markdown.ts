import { clean } from '../../print.ts';

/** Columns of a line of prose. */
const WIDTH = 100;
/** Code and links stay on one line. */
const WORDS = /(?:`[^`]*`|!?\[[^\]]*\]\([^)\s]*\)|[^\s`[])+|\[/gu;
/** A Chinese line may end after these, where the blank that a line end becomes is not seen. */
const FULL_WIDTH_END = /(?<=[，。；：、！？）])(?=[^，。；：、！？）”*])/u;
const WIDE = /[\u2e80-\u9fff\uff00-\uffef]/gu;

/** A paragraph, its lines no wider than a hundred columns unless a word is. */
export function paragraph(text: string): string {
  return `${wrap(text, '')}\n`;
}

/** An item of a list. */
export function item(text: string): string {
  return `- ${wrap(text, '  ').trimStart()}`;
}

export function list(items: readonly string[]): string {
  return `${items.map(item).join('\n')}\n`;
}

export function heading(level: 1 | 2 | 3, text: string): string {
  return `${'#'.repeat(level)} ${text}\n`;
}

/** A table, its first column to the left and all others as `align` says. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: 'left' | 'right' = 'right',
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 || align === 'left' ? '---' : '--:'));
  return `${[line(head), line(rule), ...rows.map(line)].join('\n')}\n`;
}

/** A part that is folded until a reader opens it. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n</details>\n`;
}

/** Text of others, such as a licence, that nothing in Markdown reads as markup. */
export function plain(text: string): string {
  return clean(text.toWellFormed()).replace(/[\\`*_{}[\]<>#|!&~]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const { before, word } of wordsOf(text)) {
    const joint = isEmpty ? '' : before;
    if (!isEmpty && widthOf(line) + joint.length + widthOf(word) > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line += `${joint}${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

/** Pieces of a text, and what stands before each: a blank between words, nothing after full-width punctuation. */
function wordsOf(text: string): { before: string; word: string }[] {
  return (text.match(WORDS) ?? []).flatMap((token) =>
    piecesOf(token).map((word, place) => ({ before: place === 0 ? ' ' : '', word })),
  );
}

function piecesOf(token: string): string[] {
  // Within code and links nothing parts.
  const parts = token.split(/(`[^`]*`|!?\[[^\]]*\]\([^)\s]*\))/u).filter((part) => part !== '');
  const pieces: string[] = [];
  let isOpen = false;
  for (const part of parts) {
    const own = /^(`|!?\[)/.test(part) ? [part] : part.split(FULL_WIDTH_END);
    if (isOpen) pieces[pieces.length - 1] += own.shift() ?? '';
    pieces.push(...own);
    isOpen = !/[，。；：、！？）]$/u.test(part);
  }
  return pieces;
}

/** Columns on a screen: Chinese characters have two. */
export function widthOf(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
