import type { Classification } from '../../model/classification.ts';
import { type Bar, showBars } from './bars.ts';
import { byId, make, percent, say } from './dom.ts';
import { curl, type Question, type Trouble } from './service.ts';
import { reasons, showWords } from './words.ts';

const verdict = byId('verdict', HTMLElement);
const problem = byId('problem', HTMLElement);
const answerPart = byId('answer', HTMLElement);
const part = (id: string) => byId(id, HTMLElement);

const LANGUAGES: Record<string, string> = {
  en: 'English',
  zh: 'Chinese',
  und: 'neither English nor Chinese',
};

/** What all probabilities add up to at least, each being rounded to six decimals. */
const ALL = 0.999;

/** Shows what the service says of a text. */
export function showAnswer(answer: Classification, question: Question): void {
  problem.replaceChildren();
  answerPart.hidden = false;
  sayVerdict(answer);
  const bars = Object.entries(answer.scores).map(([name, share]) => ({ name, share, value: percent(share) }));
  showBars(part('scores'), captionOf(bars), bars);
  showWords(part('words'), question.text, answer);
  part('reasons').textContent = reasons(answer);
  part('facts').replaceChildren(...facts(answer).flatMap(fact));
  part('curl').textContent = curl(question, location.origin);
  part('json').textContent = JSON.stringify(answer, null, 2);
}

/** Of many labels the service gives the likeliest alone. */
function captionOf(bars: readonly Bar[]): string {
  const sum = bars.reduce((all, { share }) => all + share, 0);
  return sum < ALL ? `Probabilities, the highest ${bars.length}` : 'Probabilities';
}

function sayVerdict({ label, score, mixed }: Classification): void {
  const said = `${label} ${percent(score)}${mixed ? ' mixed' : ''}`;
  if (verdict.textContent === said) return;
  verdict.dataset.label = label;
  verdict.replaceChildren(make('strong', {}, label), ` ${percent(score)}`);
  if (mixed)
    verdict.append(' ', make('span', { class: 'mixed', title: 'Sentences disagree strongly' }, 'mixed'));
}

/** Facts of the answer, each with what it means where that is not plain. */
function facts(answer: Classification): [name: string, value: string][] {
  const [model, version] = answer.model.split('@');
  const { language, tokens, known, truncated, mixed, sentences_truncated: isCut } = answer;
  return [
    ['Language', LANGUAGES[language] ?? language],
    ['Mixed', mixed ? 'yes: sentences disagree strongly' : 'no'],
    ['Known', `${percent(known)} of ${tokens} words and marks`],
    ['Truncated', truncated ? 'yes: more of the text follows than was read' : 'no'],
    ...(isCut ? [['Sentences', 'more were read than judged'] satisfies [string, string]] : []),
    ['Model', model],
    ['Version', version],
  ];
}

function fact([name, value]: [name: string, value: string]): HTMLElement[] {
  return [make('dt', {}, name), make('dd', {}, value)];
}

/** Shows why there is no answer; the last one is of another text, and goes. */
export function showTrouble({ title, detail, type }: Trouble): void {
  clearAnswer();
  const link = type?.startsWith('/problems/') && make('a', { href: type }, 'What to do');
  problem.replaceChildren(make('strong', {}, title), ' ', detail, ' ', link || '');
}

/** There is no text. */
export function showNothing(): void {
  clearAnswer();
  problem.replaceChildren();
  say(verdict, 'Type a text.');
}

function clearAnswer(): void {
  delete verdict.dataset.label;
  say(verdict, '');
  answerPart.hidden = true;
}
