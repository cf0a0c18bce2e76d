/** The page at `/`: `page.js` of the build. */
import { showAnswer, showNothing, showTrouble } from './answer.ts';
import { startBulk } from './bulk/panel.ts';
import { startCopying } from './copy.ts';
import { byId } from './dom.ts';
import { Latest } from './latest.ts';
import { ask, type Question, type Reply } from './service.ts';

/** From the last key to the request: a fast typist's pause within a word is shorter. */
const DELAY_MS = 200;

const text = byId('text', HTMLTextAreaElement);
const keyForm = byId('key-form', HTMLFormElement);
const keyField = byId('key', HTMLInputElement);
const bulk = startBulk();
/** In memory alone. */
let key = '';

const latest = new Latest<Question, Reply>({ delay: DELAY_MS, ask, show });

function show(reply: Reply, question: Question): void {
  if (reply.ok) {
    showAnswer(reply.answer, question);
    bulk?.compare(reply.answer.model);
    return;
  }
  showTrouble(reply.trouble);
  if (reply.status === 401) keyForm.hidden = false;
}

function changed(): void {
  if (text.value.trim() !== '') {
    latest.change({ text: text.value, key });
  } else {
    latest.drop();
    showNothing();
  }
}

text.addEventListener('input', changed);
// Not at every key of the key: half of one would be counted as a wrong one.
keyForm.addEventListener('submit', (event) => {
  event.preventDefault();
  key = keyField.value.trim();
  changed();
});
for (const button of document.querySelectorAll<HTMLButtonElement>('button.example')) {
  button.addEventListener('click', () => {
    text.value = button.textContent ?? '';
    changed();
  });
}
startCopying();
changed();
