/** What is asked, and where its answer goes. */
export type LatestParts<Question, Answer> = {
  /** From the last change to the request, in milliseconds. */
  delay: number;
  /** Never rejects. */
  ask: (question: Question) => Promise<Answer>;
  show: (answer: Answer, question: Question) => void;
};

/**
 * Asks about the latest of many questions: one request at a time, and none before nothing has changed for a while. A newer question waits
 * for the request in flight; an answer that a newer question has overtaken is never shown.
 */
export class Latest<Question, Answer> {
  readonly #parts: LatestParts<Question, Answer>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes so far. */
  #changes = 0;
  #isAsking = false;
  /** What was due while a request was in flight. */
  #waiting: Question | undefined;

  constructor(parts: LatestParts<Question, Answer>) {
    this.#parts = parts;
  }

  /** Call it at every key. */
  change(question: Question): void {
    this.drop();
    this.#timer = setTimeout(() => this.#send(question), this.#parts.delay);
  }

  /** There is nothing to ask: what is in flight is not shown. */
  drop(): void {
    this.#changes++;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
  }

  async #send(question: Question): Promise<void> {
    if (this.#isAsking) {
      this.#waiting = question;
      return;
    }
    const { ask, show } = this.#parts;
    const changes = this.#changes;
    this.#isAsking = true;
    const answer = await ask(question);
    this.#isAsking = false;
    if (changes === this.#changes) show(answer, question);
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next !== undefined) this.#send(next);
  }
}
