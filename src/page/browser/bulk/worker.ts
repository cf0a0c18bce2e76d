import type { Report, Task } from './protocol.ts';

const SCRIPT = '/bulk.js';

/** The Web Worker, started when there is something to do, and kept with its model until it is ended. */
export class BulkWorker {
  readonly #receive: (report: Report) => void;
  #worker: Worker | undefined;

  constructor(receive: (report: Report) => void) {
    this.#receive = receive;
  }

  run(task: Task): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(task);
  }

  /** Ends it at once, whatever it does: one that computes hears no message. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(SCRIPT);
    worker.addEventListener('message', ({ data }: MessageEvent<Report>) => this.#receive(data));
    worker.addEventListener('error', ({ message }) => {
      this.end();
      this.#receive({ kind: 'failed', message: message || `${SCRIPT} did not start: reload the page` });
    });
    return worker;
  }
}
