import type { Classification, SentenceJudgement, TokenWeight } from '../../model/classification.ts';
import { make, percent } from './dom.ts';

/** Words that are named beside the coloured text. */
const NAMED = 4;

/** The text with its words coloured by their weights, and each sentence with its label. */
export function showWords(target: HTMLElement, text: string, answer: Classification): void {
  const { explanation = [], sentences = [] } = answer;
  const strongest = Math.max(...explanation.map(({ weight }) => Math.abs(weight)), 1e-6);
  const parts: Node[] = [];
  let at = 0;
  for (const sentence of sentences) {
    const tokens = explanation.filter(({ start, end }) => start >= sentence.start && end <= sentence.end);
    parts.push(...coloured(text, tokens, { begin: at, end: sentence.end }, strongest), chip(sentence));
    at = sentence.end;
  }
  const rest = explanation.filter(({ start }) => start >= at);
  const read = explanation.at(-1)?.end ?? at;
  parts.push(...coloured(text, rest, { begin: at, end: read }, strongest));
  if (read < text.length) parts.push(make('span', { class: 'unread' }, text.slice(read)));
  target.replaceChildren(...parts);
}

/** A part of the text, its tokens coloured and what lies between them as it is. */
function coloured(
  text: string,
  tokens: readonly TokenWeight[],
  { begin, end }: { begin: number; end: number },
  strongest: number,
): Node[] {
  const parts: Node[] = [];
  let at = begin;
  for (const token of tokens) {
    parts.push(document.createTextNode(text.slice(at, token.start)));
    parts.push(word(text.slice(token.start, token.end), token.weight, strongest));
    at = token.end;
  }
  parts.push(document.createTextNode(text.slice(at, end)));
  return parts;
}

function word(text: string, weight: number, strongest: number): Node {
  if (weight === 0) return document.createTextNode(text);
  const side = weight > 0 ? 'for' : 'against';
  const span = make('span', { class: side, title: `${percent(Math.abs(weight))} ${side}` }, text);
  span.style.setProperty('--strength', (Math.abs(weight) / strongest).toFixed(3));
  return span;
}

function chip({ label, score }: SentenceJudgement): HTMLElement {
  return make('span', { class: 'chip', 'data-label': label }, `${label} ${percent(score)}`);
}

/** The same without colour: the words that weigh most. */
export function reasons({ label, explanation = [] }: Classification): string {
  const heaviest = explanation
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, NAMED);
  const named = (side: TokenWeight[]) =>
    side.map(({ token, weight }) => `“${token}” ${percent(Math.abs(weight))}`).join(', ');
  const pro = named(heaviest.filter(({ weight }) => weight > 0));
  const contra = named(heaviest.filter(({ weight }) => weight < 0));
  const sides = [pro && `for ${label}: ${pro}`, contra && `against it: ${contra}`].filter(Boolean);
  return sides.length === 0
    ? 'No word of it weighs anything: where the model knows none, its label is a guess.'
    : `Most ${sides.join('; ')}.`;
}
