import type { Classification } from '../model/classification.ts';
import type { Allowance, Classifier } from '../model/classifier.ts';
import { isBlank } from '../model/text/tokenizer.ts';
import { itemEntry, withId } from './batch.ts';
import { bytesFor, LEAST_BYTES } from './body.ts';
import { decode } from './bytes.ts';
import { type LineEvent, LineReader } from './lines.ts';
import { type Facts, faultOf, logError, type Source } from './log.ts';
import type { AnswerOptions } from './options.ts';
import { type Failure, problemOf } from './problem.ts';
import { type Id, Text } from './schema.ts';
import { isTooComplex } from './structure.ts';
import { LINE, validate } from './validate.ts';

/** What a line takes beside its text: its JSON and its answer's. In tokens of a text. */
const LINE_TOKENS = 2;
/** A turn of JavaScript for a piece that comes by itself: 35 to 48 µs of workerd's main thread, where a token has 9.6. */
const READ_TOKENS = 5;
/** Sending what was answered at once: 66 µs. */
const WRITE_TOKENS = 8;
/** A TCP segment has about as much: a line of all that may be comes whole, and no more pieces are waited for than it has then. */
const PIECE_BYTES = 1440;
/** An object, two fields and their values, and a mistake or two. */
const LINE_VALUES = 16;

const encoder = new TextEncoder();

/** How a stream ended: all lines answered, more than a request may cost, or the caller hung up. */
type Ending = 'end' | 'next' | 'lost' | 'cancelled';

/**
 * Answers lines of JSON (https://github.com/ndjson/ndjson-spec) as they come, one line for each: a classification, or a problem with the
 * `line` that it is about, counted from 1. No more is read than the caller takes answers. Where the next line would cost more than a request
 * may, the last line is `{"next": n}`: that one and all after it have no answer yet.
 */
export class LineAnswers {
  /** Resolves when the stream has ended. */
  readonly facts: Promise<Facts>;
  private tell!: (facts: Facts) => void;
  private readonly classifier: Classifier;
  private readonly options: AnswerOptions;
  private readonly lines: LineReader;
  private readonly source: Source;
  private readonly allowance: Allowance;
  /** Lines that have an answer. */
  private answered = 0;
  /** Reads that are paid for. */
  private paidReads = 0;
  private tokens = 0;

  constructor(
    classifier: Classifier,
    body: ReadableStream<Uint8Array>,
    options: AnswerOptions,
    source: Source,
  ) {
    this.source = source;
    const { tokens, extra } = classifier.allowance();
    this.classifier = classifier;
    this.options = options;
    // However long the first line is, it has an answer.
    this.allowance = { tokens: tokens + LINE_TOKENS, extra };
    const bytes = bytesFor(tokens);
    this.lines = new LineReader(body, { line: LEAST_BYTES, bytes, reads: Math.ceil(bytes / PIECE_BYTES) });
    this.facts = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const event = await this.lines.next();
    const { text, ending } = event.kind === 'lines' ? this.answerAll(event.lines) : this.close(event);
    if (text !== '') controller.enqueue(encoder.encode(text));
    if (ending === undefined) return;
    this.end(ending);
    controller.close();
    if (ending === 'next') await this.lines.cancel();
  }

  async cancel(): Promise<void> {
    this.end('cancelled');
    await this.lines.cancel();
  }

  private end(ending: Ending): void {
    this.tell({ texts: this.answered, tokens: this.tokens, ending });
  }

  /** Answers of lines, as far as they may cost. */
  private answerAll(lines: readonly Uint8Array[]): { text: string; ending?: Ending } {
    let text = '';
    for (const line of lines) {
      const answer = this.answer(line);
      if (answer === null) return { text: text + this.next(), ending: 'next' };
      this.answered++;
      // After the first of them: it is answered however it came.
      if (text === '') this.payTurns();
      text += `${JSON.stringify(answer)}\n`;
    }
    return { text };
  }

  /** Takes off what bringing lines and sending their answers costs. */
  private payTurns(): void {
    this.allowance.tokens -= READ_TOKENS * (this.lines.reads - this.paidReads) + WRITE_TOKENS;
    this.paidReads = this.lines.reads;
  }

  /** What is said when no more lines come. */
  private close({ kind }: LineEvent): { text: string; ending: Ending } {
    if (kind === 'end') return { text: '', ending: 'end' };
    if (kind === 'lost') return { text: this.problemLine({ kind: 'body-incomplete' }), ending: 'lost' };
    // Sent again, this line comes first. Then it has all that there is, and what is wrong with it is said.
    if (this.answered > 0) return { text: this.next(), ending: 'next' };
    if (kind === 'reads-spent') return { text: this.problemLine({ kind: 'line-in-pieces' }), ending: 'lost' };
    const problem = this.problemLine({ kind: 'line-too-long', limit: LEAST_BYTES });
    this.answered++;
    return { text: problem + this.next(), ending: 'next' };
  }

  private next(): string {
    return `${JSON.stringify({ next: this.answered + 1 })}\n`;
  }

  private problemLine(failure: Failure): string {
    return `${JSON.stringify(this.problem(failure))}\n`;
  }

  private problem(failure: Failure, id?: Id): object {
    return withId({ ...problemOf(failure), line: this.answered + 1 }, id);
  }

  /** A line's answer; null where it would cost more than is left. */
  private answer(line: Uint8Array): object | null {
    if (this.allowance.tokens < LINE_TOKENS + 1) return null;
    const parsed = parseLine(line);
    this.allowance.tokens -= LINE_TOKENS;
    if ('kind' in parsed) return this.problem(parsed);
    const { text, field, id } =
      typeof parsed.value === 'string'
        ? { text: validate(Text, parsed.value, LINE), field: LINE.subject, id: undefined }
        : itemEntry(parsed.value, LINE);
    if (!text.ok) return this.problem(text.failure, id);
    if (isBlank(text.value)) return this.problem({ kind: 'text-blank', field }, id);
    const answer = this.classify(text.value);
    return answer === null || 'label' in answer ? answer && withId(answer, id) : this.problem(answer, id);
  }

  /** A line that a fault of the service or of the model meets costs the others nothing. */
  private classify(text: string): Classification | Failure | null {
    try {
      const answer = this.classifier.classifyWithin(this.allowance, text, this.options.classify);
      this.tokens += answer?.tokens ?? 0;
      return answer;
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === 'internal') logError(error, this.source);
      return fault;
    }
  }
}

/** The line's value, or what is wrong with it. */
function parseLine(bytes: Uint8Array): { value: unknown } | Failure {
  if (bytes.length > LEAST_BYTES) return { kind: 'line-too-long', limit: LEAST_BYTES };
  const json = decode(bytes);
  if (json === null) return { kind: 'encoding-invalid', where: 'line' };
  if (json.trim() === '') return { kind: 'text-blank', field: LINE.subject };
  if (isTooComplex(json, LINE_VALUES)) return { kind: 'line-malformed' };
  try {
    return { value: JSON.parse(json) };
  } catch {
    return { kind: 'line-malformed' };
  }
}
