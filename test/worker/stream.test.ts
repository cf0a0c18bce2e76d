import { describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { LineReader } from '../../src/http/lines.ts';
import { modelsOf } from '../../src/http/models.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Classification } from '../../src/model/classification.ts';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import { ModelFaultError } from '../../src/model/reader.ts';
import { get, postJson, send } from './http.ts';
import { tinyFile } from './model.ts';

type Line = Classification & Problem & { id?: string | number; line?: number; next?: number };

const LINES = 'application/x-ndjson';
const LONG = 'word '.repeat(600).trim();

function postLines(body: BodyInit, query = '', method = 'POST'): Promise<Response> {
  return send(`/sentiment${query}`, { method, body, headers: { 'Content-Type': LINES } });
}

async function linesOf(response: Response): Promise<Line[]> {
  const text = new TextDecoder().decode(await response.arrayBuffer());
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** The lines that are answered to these, which are sent as one body. */
async function ask(lines: readonly string[], query = ''): Promise<Line[]> {
  const response = await postLines(lines.join('\n'), query);
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe(LINES);
  return linesOf(response);
}

const alone = async (text: string) => (await get(text)).json();

describe('POST /sentiment with lines', () => {
  it('answers a text and an object a line, with the ids that came', async () => {
    const lines = ['"good"', '{"text":"bad","id":"a"}', '{"id":7,"text":"很好"}', '{"text":"!!!"}'];
    expect(await ask(lines)).toEqual([
      await alone('good'),
      { id: 'a', ...((await alone('bad')) as object) },
      { id: 7, ...((await alone('很好')) as object) },
      await alone('!!!'),
    ]);
  });

  it.each([
    ['a line end after the last line', '"good"\n"bad"\n', 2],
    ['none', '"good"\n"bad"', 2],
    ['line ends of Windows', '"good"\r\n"bad"\r\n', 2],
    ['a byte order mark', '\ufeff"good"', 1],
    ['no line at all', '', 0],
  ])('takes %s', async (_, body, count) => {
    const lines = await linesOf(await postLines(body));
    expect(lines).toHaveLength(count);
    if (count > 0) expect(lines[0]).toEqual(await alone('good'));
  });

  it('answers with a problem at the place of each line that has no answer, and goes on', async () => {
    const lines = [
      '"good"',
      '',
      'good',
      '"half',
      '{"text":"a"}{"text":"b"}',
      '" "',
      '{"text":"","id":"b"}',
      '{"id":"c"}',
      '{"text":5,"id":"d"}',
      '{"text":"a","id":{}}',
      '{"text":"a","label":"b"}',
      '["a"]',
      'null',
      `{"text":"a","id":"${'x'.repeat(201)}"}`,
      JSON.stringify('a'.repeat(20_001)),
      `[${'['.repeat(20)}`,
      '"bad"',
    ];
    const answers = await ask(lines);
    expect(answers.at(0)).toEqual(await alone('good'));
    expect(answers.at(-1)).toEqual(await alone('bad'));
    expect(answers.slice(1, -1).map(({ type, line, id }) => [line, type?.slice(10), id])).toEqual([
      [2, 'text-blank', undefined],
      [3, 'line-malformed', undefined],
      [4, 'line-malformed', undefined],
      [5, 'line-malformed', undefined],
      [6, 'text-blank', undefined],
      [7, 'text-blank', 'b'],
      [8, 'text-missing', 'c'],
      [9, 'field-invalid', 'd'],
      [10, 'field-invalid', undefined],
      [11, 'field-unknown', undefined],
      [12, 'field-invalid', undefined],
      [13, 'field-invalid', undefined],
      [14, 'field-invalid', undefined],
      [15, 'text-too-long', undefined],
      [16, 'line-malformed', undefined],
    ]);
    expect(answers[2].detail).toContain('--data-binary');
    expect(answers[7].detail).toBe('The line has no field "text".');
    expect(answers[9].detail).toContain('"id" is an object, allowed a string of up to 200 characters');
    expect(answers[11].detail).toBe('The line is a list, allowed an object with a "text".');
  });

  it('says of bytes that are no UTF-8 which line has them', async () => {
    const body = new Blob(['"good"\n"', Uint8Array.of(0xff), '"\n"bad"']);
    const answers = await linesOf(await postLines(body));
    expect(answers[1]).toMatchObject({
      type: '/problems/encoding-invalid',
      line: 2,
      detail: 'The line is not UTF-8.',
    });
    expect(answers[2]).toEqual(await alone('bad'));
  });

  it('takes the options of its query', async () => {
    const [answer] = await ask(['"good film. bad film."'], '?explain=true&sentences=true&top_k=1');
    const query = new URLSearchParams({
      text: 'good film. bad film.',
      explain: 'true',
      sentences: 'true',
      top_k: '1',
    });
    expect(answer).toEqual(await (await send(`/sentiment?${query}`)).json());
  });

  it('ends with the line to go on from where the next would cost too much', async () => {
    const lines = [JSON.stringify(LONG), JSON.stringify(LONG), JSON.stringify(LONG), '"good"'];
    const first = await ask(lines);
    expect(first).toEqual([await alone(LONG), await alone(LONG), { next: 3 }]);
    expect(await ask(lines.slice(2))).toEqual([await alone(LONG), await alone('good')]);
  });

  it('answers all lines, in as many requests as it takes', async () => {
    const texts = Array.from({ length: 700 }, (_, i) => `word ${i} `.repeat((i % 5) + 1));
    const answers: Line[] = [];
    let requests = 0;
    for (let from = 0; from < texts.length; requests++) {
      const got = await ask(texts.slice(from).map((text) => JSON.stringify(text)));
      const next = got.at(-1)?.next;
      answers.push(...(next === undefined ? got : got.slice(0, -1)));
      from = next === undefined ? texts.length : from + next - 1;
    }
    expect(requests).toBeGreaterThan(3);
    expect(answers).toHaveLength(texts.length);
    for (const i of [0, 99, 699]) expect(answers[i]).toEqual(await alone(texts[i]));
  });

  it.each([
    ['as many tokens as are read', 'good '.repeat(4000)],
    ['an explanation', LONG],
  ])('answers the first line however much it costs: %s', async (_, text) => {
    const [answer, next] = await ask(
      [JSON.stringify(text), '"good film of mine"'],
      '?explain=true&sentences=true',
    );
    expect(answer.tokens).toBeGreaterThan(200);
    expect(next === undefined || next.next === 2 || next.label !== undefined).toBe(true);
  });

  it('costs two tokens a line, whatever is in it', async () => {
    const answers = await ask(Array(1000).fill(''));
    expect(answers.length).toBeLessThan(620);
    expect(answers.at(-1)).toEqual({ next: answers.length });
  });

  it('says of a line that is too long that it is, once it is the first', async () => {
    const long = `{"text":"good"${' '.repeat(200 * 1024)}}`;
    expect(await ask(['"good"', long, '"bad"'])).toEqual([await alone('good'), { next: 2 }]);
    const [problem, next] = await ask([long, '"bad"']);
    expect(problem).toMatchObject({ type: '/problems/line-too-long', status: 413, line: 1 });
    expect(next).toEqual({ next: 2 });
  });

  it('answers QUERY as POST', async () => {
    expect(await linesOf(await postLines('"good"', '', 'QUERY'))).toEqual([await alone('good')]);
  });
});

/** A body of these pieces, each given when it is asked for; `pulled` counts them. */
function pieces(all: readonly string[]): { body: ReadableStream<Uint8Array>; pulled: () => number } {
  const encoder = new TextEncoder();
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at === all.length) return controller.close();
        controller.enqueue(encoder.encode(all[at++]));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => at };
}

const app = createApp(modelsOf(loadClassifier(tinyFile()), {}, '"test"'));

function ownApp(body: ReadableStream<Uint8Array>, classifier?: Classifier): Response | Promise<Response> {
  const headers = { 'Content-Type': LINES };
  const request = new Request('https://edge-sentiment.test/sentiment', { method: 'POST', body, headers });
  return (classifier === undefined ? app : createApp(modelsOf(classifier, {}, '"test"'))).fetch(request);
}

describe('the stream', () => {
  it('reads no more than its answers are taken', async () => {
    const { body, pulled } = pieces(Array(100).fill('"good"\n'));
    const reader = (await ownApp(body)).body!.getReader();
    expect(pulled()).toBeLessThanOrEqual(1);
    for (let line = 1; line <= 5; line++) {
      await reader.read();
      expect(pulled()).toBeLessThanOrEqual(line + 1);
    }
    await reader.cancel();
    expect(pulled()).toBeLessThanOrEqual(7);
  });

  it('answers a line before the next one is sent', async () => {
    let send!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = controller;
      },
    });
    const encoder = new TextEncoder();
    const reader = (await ownApp(body)).body!.getReader();
    for (const text of ['good', 'bad', 'good']) {
      send.enqueue(encoder.encode(`${JSON.stringify(text)}\n`));
      const { value } = await reader.read();
      expect(JSON.parse(new TextDecoder().decode(value)).label).toBe(
        text === 'good' ? 'positive' : 'negative',
      );
    }
    send.close();
    expect((await reader.read()).done).toBe(true);
  });

  it.each([1, 2, 3, 7, 1000])('takes lines in pieces of %i bytes', async (size) => {
    const text = '"good 好"\n{"text":"bad","id":"é"}\n"good"';
    const bytes = new TextEncoder().encode(text);
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
    });
    const answers = await linesOf(await ownApp(body));
    expect(answers.map(({ label, id }) => [label, id])).toEqual([
      ['positive', undefined],
      ['negative', 'é'],
      ['positive', undefined],
    ]);
  });

  it('answers fewer lines where each comes by itself: what bringing them costs is counted', async () => {
    const lines = Array<string>(3000).fill('"good"\n');
    const [together, apart] = await Promise.all(
      [[lines.join('')], lines].map(
        async (parts) => (await linesOf(await ownApp(pieces(parts).body))).at(-1)?.next,
      ),
    );
    expect(apart).toBeGreaterThan(20);
    expect(apart).toBeLessThan(together! / 3);
  });

  it('answers the first line as alone, in however many pieces of a kilobyte and a half it comes', async () => {
    const line = JSON.stringify('word '.repeat(4000)).padEnd(120_000);
    const parts = Array.from({ length: 81 }, (_, i) => line.slice(1500 * i, 1500 * (i + 1)));
    const [whole] = await linesOf(await ownApp(pieces([line]).body));
    expect(whole.tokens).toBeGreaterThan(500);
    expect(await linesOf(await ownApp(pieces([...parts, '\n"good"']).body))).toEqual([whole, { next: 2 }]);
  });

  it('gives up a line that comes byte by byte, and says so', async () => {
    const { body, pulled } = pieces(Array(10_000).fill('"'));
    expect((await linesOf(await ownApp(body))).map(({ type, line }) => [type, line])).toEqual([
      ['/problems/line-in-pieces', 1],
    ]);
    expect(pulled()).toBeLessThan(5000);
  });

  it('says that its caller hung up where it did', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('"good"\n"ba'));
      },
      pull(controller) {
        controller.error(new Error('the connection was lost'));
      },
    });
    const answers = await linesOf(await ownApp(body));
    expect(answers.at(-1)).toMatchObject({ type: '/problems/body-incomplete' });
  });

  it.each([
    ['model-faulty', new ModelFaultError('overflow')],
    ['internal', new TypeError('a fault about secret')],
  ])('answers %s for one line and goes on', async (kind, error) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const real = loadClassifier(tinyFile());
    const classifier: Classifier = {
      ...real,
      classifyWithin(allowance, text, options) {
        if (text === 'secret') throw error;
        return real.classifyWithin(allowance, text, options);
      },
    };
    const answers = await linesOf(await ownApp(pieces(['"secret"\n"good"\n']).body, classifier));
    expect(answers.map(({ type, label }) => type ?? label)).toEqual([`/problems/${kind}`, 'positive']);
    const logged = log.mock.calls.map(([line]) => String(line)).join();
    log.mockRestore();
    expect(logged).not.toContain('secret');
    expect(logged.includes('TypeError')).toBe(kind === 'internal');
  });
});

describe('LineReader', () => {
  const limits = { line: 10, bytes: 20, reads: 5 };
  const all = async (parts: readonly string[]) => {
    const reader = new LineReader(pieces(parts).body, limits);
    const events: unknown[] = [];
    for (;;) {
      const event = await reader.next();
      if (event.kind !== 'lines') return [...events, event.kind];
      events.push(...event.lines.map((line) => new TextDecoder().decode(line)));
    }
  };

  it.each([
    [['a\nb\n'], ['a', 'b', 'end']],
    [
      ['a', 'b', '\n', '\nc'],
      ['ab', '', 'c', 'end'],
    ],
    [[], ['end']],
    [['\n\n'], ['', '', 'end']],
    [['12345678901'], ['line-too-long']],
    [
      ['1234567890\n', '1234567890\n', 'a\n'],
      ['1234567890', '1234567890', 'bytes-spent'],
    ],
    [
      ['a\n', 'b\n', 'c\n', 'd\n', 'e\n', 'f\n'],
      ['a', 'b', 'c', 'd', 'e', 'reads-spent'],
    ],
  ])('gives of %j the events %j', async (parts, events) => {
    expect(await all(parts)).toEqual(events);
  });
});

it('POST and QUERY with JSON answer as GET', async () => {
  const request = {
    method: 'QUERY',
    body: '{"text":"good"}',
    headers: { 'Content-Type': 'application/json' },
  };
  expect(await (await send('/sentiment', request)).json()).toEqual(await alone('good'));
  expect(await (await postJson({ text: 'good' })).json()).toEqual(await alone('good'));
});
