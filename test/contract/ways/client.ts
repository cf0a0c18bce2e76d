import type { Options } from './texts.ts';

const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';

/** What is answered of one text. */
type Answer = { id?: string | number; type?: string; title?: string; status?: number; next?: number };

type Id = string | number | undefined;

/** Asks a service in every way there is. All answers are written alike: as JSON, without what follows from the way. */
export class Client {
  /** Batches that cost too much, streams that another request went on with, those that were sent again, answers that are problems. */
  readonly met = { halved: 0, continued: 0, broken: 0, problems: 0 };
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Options stand in the query of a GET and a QUERY, beside the text of a POST. */
  async one(method: 'GET' | 'POST' | 'QUERY', text: string, options: Options): Promise<string> {
    if (method === 'GET') return this.written(await this.json('GET', queryOf({ text, ...options })));
    if (method === 'QUERY') return this.written(await this.json('QUERY', queryOf(options), { text }));
    return this.written(await this.json('POST', '', { text, ...options }));
  }

  /** Texts together; halves of them where they cost too much together. */
  async batch(texts: readonly string[], options: Options): Promise<string[]> {
    const answer = await this.json('POST', '', { texts, ...options });
    if (isTooCostly(answer)) return this.halved(texts, (half) => this.batch(half, options));
    return resultsOf(answer).map((each) => this.written(each));
  }

  /** The same as items, some with ids. */
  async items(texts: readonly string[], options: Options): Promise<string[]> {
    const items = texts.map((text, i) => ({ ...idOf(i), text }));
    const answer = await this.json('QUERY', queryOf(options), { items });
    if (isTooCostly(answer)) return this.halved(texts, (half) => this.items(half, options));
    return resultsOf(answer).map((each, i) => this.written(each, idOf(i).id));
  }

  /** The same as lines, some with ids; another stream from the line on that a stream ends before. */
  async stream(texts: readonly string[], options: Options, pieces: readonly number[]): Promise<string[]> {
    const lines = texts.map((text, i) => JSON.stringify(i % 3 === 0 ? text : { text, ...idOf(i) }));
    const answers = await this.lines(queryOf(options), lines.join('\n'), pieces);
    const next = answers.at(-1)?.next;
    const own = (next === undefined ? answers : answers.slice(0, -1)).map((each, i) =>
      this.written(each, i % 3 === 0 ? undefined : idOf(i).id),
    );
    if (next === undefined) return own;
    if (next !== own.length + 1 || own.length === 0)
      throw new Error(`next is ${next} after ${own.length} lines`);
    this.met.continued++;
    return [...own, ...(await this.stream(texts.slice(own.length), options, pieces))];
  }

  private async halved(
    texts: readonly string[],
    ask: (half: readonly string[]) => Promise<string[]>,
  ): Promise<string[]> {
    if (texts.length === 1) throw new Error('a text alone is too costly');
    this.met.halved++;
    const middle = texts.length >> 1;
    const halves = await Promise.all([ask(texts.slice(0, middle)), ask(texts.slice(middle))]);
    return halves.flat();
  }

  /** @throws Error where the answer has another id than was sent. */
  private written(answer: Answer, sent?: Id): string {
    const { id, ...rest } = answer;
    if (id !== sent) throw new Error(`the id is ${id}, sent was ${sent}`);
    const { type, title, status } = rest;
    if (type === undefined) return JSON.stringify(rest);
    this.met.problems++;
    // Its detail names the field that the text stood in.
    return JSON.stringify({ type, title, status });
  }

  private async json(method: string, query: string, value?: object): Promise<Answer> {
    const body = value === undefined ? {} : { body: JSON.stringify(value) };
    const headers = value === undefined ? {} : { 'Content-Type': JSON_TYPE };
    const response = await fetch(`${this.url}/sentiment${query}`, { method, headers, ...body });
    return (await response.json()) as Answer;
  }

  private async lines(query: string, body: string, pieces: readonly number[]): Promise<Answer[]> {
    const text = await this.sendLines(query, inPieces(body, pieces)).catch((error) => {
      if (!isBroken(error)) throw error;
      this.met.broken++;
      return this.sendLines(query, body);
    });
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  private async sendLines(query: string, body: string | ReadableStream<Uint8Array>): Promise<string> {
    const response = await fetch(`${this.url}/sentiment${query}`, {
      method: 'POST',
      headers: { 'Content-Type': LINES_TYPE },
      body,
      duplex: 'half',
    });
    return response.text();
  }
}

/**
 * workerd closes a connection of which it will read no more, and a client of Node's that still sends loses the answer
 * (https://github.com/nodejs/node/issues/54366): once in some hundred streams that end before their last line.
 */
function isBroken(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code === 'EPIPE' || cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET';
}

function queryOf(values: object): string {
  const query = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return query.size === 0 ? '' : `?${query}`;
}

/** The address of a GET. */
export function addressOf(text: string, options: Options): string {
  return queryOf({ text, ...options });
}

/** Every kind of id in turns. */
function idOf(i: number): { id?: string | number } {
  return [{}, { id: i }, { id: `é-${i}` }][i % 3];
}

function isTooCostly({ type }: Answer): boolean {
  return type === '/problems/batch-too-costly';
}

function resultsOf(answer: Answer): Answer[] {
  if (!('results' in answer)) throw new Error(`no results: ${JSON.stringify(answer)}`);
  return answer.results as Answer[];
}

/** A body that comes in pieces of so many bytes, over and over. */
function inPieces(body: string, sizes: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  let at = 0;
  let piece = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const end = at + sizes[piece++ % sizes.length];
      controller.enqueue(bytes.subarray(at, end));
      at = end;
    },
  });
}
