import { byId, make, say } from '../dom.ts';
import type { Choice, Report, Task } from './protocol.ts';
import { clearResult, showResult } from './result.ts';
import { BulkWorker } from './worker.ts';

/** What the rest of the page tells the part for many texts. */
export type Bulk = { compare: (model: string) => void };

/** Starts the part for many texts; null where no model is published, and so no such part is there. */
export function startBulk(): Bulk | null {
  const section = document.getElementById('many');
  if (section === null) return null;
  const panel = new Panel();
  panel.listen();
  return { compare: (model) => showOther(section.dataset.model ?? '', model) };
}

/** A service that was started with another model than it was built with answers otherwise than the tab. */
function showOther(own: string, served: string): void {
  const note = byId('other-model', HTMLElement);
  note.hidden = own === served;
  if (!note.hidden)
    note.textContent = `The service answers with another model, ${served}: labels may differ.`;
}

class Panel {
  readonly #worker = new BulkWorker((report) => this.#receive(report));
  readonly #columns = byId('columns', HTMLFormElement);
  readonly #column = byId('column', HTMLSelectElement);
  readonly #named = byId('named', HTMLInputElement);
  readonly #work = byId('work', HTMLElement);
  readonly #outcome = byId('outcome', HTMLElement);
  /** The last that was chosen or dropped. */
  #file: File | undefined;
  #isWorking = false;

  listen(): void {
    const lines = byId('lines', HTMLTextAreaElement);
    const field = byId('file', HTMLInputElement);
    byId('start', HTMLButtonElement).addEventListener('click', () => {
      this.#columns.hidden = true;
      this.#run({ kind: 'lines', text: lines.value });
    });
    // A file that was changed on disk can then be chosen again.
    field.addEventListener('click', () => {
      field.value = '';
    });
    field.addEventListener('change', () => this.#open(field.files?.[0]));
    this.#columns.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#open(this.#file, { column: Number(this.#column.value), isNamed: this.#named.checked });
    });
    byId('cancel', HTMLButtonElement).addEventListener('click', () => this.#cancel());
    this.#listenToDrops();
  }

  /** Anywhere on the page: a browser opens a file that misses its target, and what was typed is gone. */
  #listenToDrops(): void {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files');
    document.addEventListener('dragover', (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    document.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#open(event.dataTransfer?.files[0]);
    });
  }

  #open(file: File | undefined, choice?: Choice): void {
    if (file === undefined) return;
    if (choice === undefined) this.#columns.hidden = true;
    this.#file = file;
    this.#run(choice === undefined ? { kind: 'file', file } : { kind: 'file', file, choice });
  }

  #run(task: Task): void {
    if (this.#isWorking) this.#worker.end();
    this.#isWorking = true;
    clearResult();
    say(this.#outcome, '');
    this.#work.hidden = false;
    this.#progress('Reading');
    this.#worker.run(task);
  }

  #cancel(): void {
    this.#worker.end();
    this.#end('Cancelled.');
  }

  #end(outcome: string): void {
    this.#isWorking = false;
    this.#work.hidden = true;
    say(this.#outcome, outcome);
  }

  #receive(report: Report): void {
    switch (report.kind) {
      case 'columns':
        this.#choose(report);
        if (report.text === null)
          this.#end('No column is called text, review, comment or the like: choose one.');
        break;
      case 'fetched':
        this.#progress(`Fetching the model, ${(report.bytes / 1e6).toFixed(1)} MB`, report.bytes, report.of);
        break;
      case 'classified':
        this.#progress(`Row ${report.rows.toLocaleString('en')}`, report.rows, report.of);
        break;
      case 'done':
        this.#end(showResult(report.result));
        break;
      case 'failed':
        this.#end(report.message);
    }
  }

  /** Shows which column has the texts, to be changed. */
  #choose({ columns, text, isNamed }: Extract<Report, { kind: 'columns' }>): void {
    const options = columns.map((name, i) => make('option', { value: String(i) }, name));
    this.#column.replaceChildren(...options);
    this.#column.value = String(text ?? 0);
    this.#named.checked = isNamed;
    this.#columns.hidden = false;
  }

  #progress(step: string, value = 0, of = 0): void {
    byId('step', HTMLElement).textContent = of > 0 ? `${step} of ${unit(step, of)}` : step;
    const bar = byId('progress', HTMLProgressElement);
    // Without a value it says that it works, not how far.
    if (of > 0) bar.value = value / of;
    else bar.removeAttribute('value');
  }
}

function unit(step: string, of: number): string {
  return step.startsWith('Fetching') ? (of / 1e6).toFixed(1) : of.toLocaleString('en');
}
