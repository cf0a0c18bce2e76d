import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type Wait } from '../../src/client/client.ts';

/** What ends the servers of a test. */
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers its first request with the first of these, and all after the last with the last; a client that asks it. */
async function stub(...responds: Respond[]) {
  const bodies: string[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks = await request.toArray();
    bodies.push(Buffer.concat(chunks).toString());
    responds[Math.min(bodies.length, responds.length) - 1](response, request);
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const waits: number[] = [];
  const wait: Wait = async (milliseconds) => {
    waits.push(milliseconds);
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { client: createClient({ url, wait }), url, bodies, waits };
}

async function collect<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const each of source) all.push(each);
  return all;
}

const ANSWER = { label: 'positive', score: 1 };
const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const json: Respond = (response) =>
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(ANSWER));
const text =
  (body: string): Respond =>
  (response) =>
    response.end(body);
const hangUp: Respond = (response) => response.destroy();
/** Says that more bytes come than do. */
const half: Respond = (response) => {
  response.writeHead(200, { 'Content-Length': '1000' }).write(lines(ANSWER), () => response.destroy());
};
const limited =
  (seconds?: string): Respond =>
  (response) => {
    response.statusCode = 429;
    response.setHeader('Content-Type', 'application/problem+json');
    if (seconds !== undefined) response.setHeader('Retry-After', seconds);
    response.end(
      JSON.stringify({ type: '/problems/rate-limited', title: 'Too many', status: 429, detail: 'Later.' }),
    );
  };

describe('a request that is one too many', () => {
  it('is sent again after the seconds that Retry-After says', async () => {
    const { client, bodies, waits } = await stub(limited('7'), limited('1'), json);
    expect(await client.classify('good')).toEqual(ANSWER);
    expect(waits).toEqual([7000, 1000]);
    expect(bodies).toEqual(Array(3).fill('{"text":"good"}'));
  });

  it.each([
    ['without', undefined],
    ['with a date in', 'Wed, 25 Nov 2026 10:00:00 GMT'],
  ])('waits a minute %s Retry-After', async (_, header) => {
    const { client, waits } = await stub(limited(header), json);
    await client.classify('good');
    expect(waits).toEqual([60_000]);
  });

  it('is told after five tries', async () => {
    const { client, bodies, waits } = await stub(limited('60'));
    await expect(client.classify('good')).rejects.toMatchObject({ problem: { status: 429 } });
    expect([bodies.length, waits.length]).toEqual([5, 4]);
  });

  it('is told at once where the wait is longer than five minutes', async () => {
    const { client, waits } = await stub(limited('301'));
    await expect(client.classify('good')).rejects.toMatchObject({ problem: { status: 429 } });
    expect(waits).toEqual([]);
  });

  it('costs a batch and a stream no text', async () => {
    const batch = await stub(limited('1'), text(JSON.stringify({ results: [ANSWER, ANSWER] })));
    expect(await batch.client.classifyBatch(['good', 'fine'])).toEqual([ANSWER, ANSWER]);
    const stream = await stub(limited('1'), text(lines(ANSWER, ANSWER)));
    expect(await collect(stream.client.classifyStream(['good', 'fine']))).toEqual([ANSWER, ANSWER]);
  });
});

describe('a request that breaks', () => {
  it.each([
    ['before its answer', hangUp],
    ['within its answer', half],
  ])('%s is sent again, a little later each time', async (_, fault) => {
    const { client, bodies, waits } = await stub(fault, fault, text(lines(ANSWER, ANSWER)));
    expect(await collect(client.classifyStream(['good', 'fine']))).toEqual([ANSWER, ANSWER]);
    expect(bodies).toEqual(Array(3).fill('"good"\n"fine"\n'));
    expect(waits).toEqual([100, 200]);
  });

  it('five times is told', async () => {
    const { client, bodies } = await stub(hangUp);
    await expect(client.classify('good')).rejects.toThrow(TypeError);
    expect(bodies).toHaveLength(5);
  });
});

describe('a stream', () => {
  it('goes on from the line that it ended before, in bodies as long as the last one was read', async () => {
    const line = 'x'.repeat(1021);
    const { client, bodies } = await stub(
      text(lines(ANSWER, ANSWER, { next: 3 })),
      text(lines(ANSWER, ANSWER)),
      text(lines(ANSWER)),
    );
    expect(await collect(client.classifyStream(Array(5).fill(line)))).toEqual(Array(5).fill(ANSWER));
    expect(bodies.map(({ length }) => length / 1024)).toEqual([4, 2, 1]);
  });

  it.each([
    ['half a line', `${lines(ANSWER)}{"label":"posi`],
    ['nothing more', lines(ANSWER)],
    ['a body that broke off', lines(ANSWER, { type: '/problems/body-incomplete', line: 2 })],
  ])('goes on after %s', async (_, body) => {
    const { client } = await stub(text(body));
    expect(await collect(client.classifyStream(['a', 'b', 'c']))).toEqual([ANSWER, ANSWER, ANSWER]);
  });

  it('that answers no line five times is told', async () => {
    const { client, bodies } = await stub(text(lines({ next: 1 })));
    await expect(client.classifyStream(['a']).next()).rejects.toThrow('5 requests had no answer');
    expect(bodies).toHaveLength(5);
  });

  it('sends larger bodies while each is read to its end, up to 64 KiB', async () => {
    const { client, bodies } = await stub((response, request) => {
      response.end(lines(ANSWER).repeat(bodies[bodies.length - 1].split('\n').length - 1));
      request.resume();
    });
    await collect(client.classifyStream(Array(5000).fill('x'.repeat(61))));
    const kib = bodies.map((body) => body.length / 1024);
    expect(kib.slice(0, 5)).toEqual([4, 8, 16, 32, 62.5]);
    expect(Math.max(...kib)).toBeLessThanOrEqual(64);
  });
});

describe('an answer', () => {
  it('that is none of the service says so', async () => {
    const { client } = await stub((response) =>
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<p>'),
    );
    await expect(client.classify('good')).rejects.toMatchObject({
      problem: { type: 'about:blank', status: 502 },
      message: expect.stringContaining('502'),
    });
  });

  it('of fewer results than texts is no answer', async () => {
    const { client } = await stub(text(JSON.stringify({ results: [ANSWER] })));
    await expect(client.classifyBatch(['a', 'b'])).rejects.toThrow('1 results came of 2 texts');
  });
});

describe('a signal', () => {
  const reason = new Error('no longer needed');

  it.each<[string, Respond]>([
    ['a request that is not answered', () => {}],
    ['a wait', limited('60')],
  ])('ends %s', async (_, respond) => {
    const controller = new AbortController();
    const { url, bodies } = await stub((response, request) => {
      respond(response, request);
      setImmediate(() => controller.abort(reason));
    });
    // Its own timer: that of a minute must end too.
    const client = createClient({ url });
    const { signal } = controller;
    await expect(client.classify('good', { signal })).rejects.toBe(reason);
    await expect(client.classifyBatch(['good'], { signal })).rejects.toBe(reason);
    await expect(client.classifyStream(['good'], { signal }).next()).rejects.toBe(reason);
    // Those after the first are not sent, and the signal is no option of the service.
    expect(bodies).toEqual(['{"text":"good"}']);
  });

  it('ends a stream between two requests', async () => {
    const controller = new AbortController();
    const { client, bodies } = await stub(text(lines(ANSWER, { next: 2 })));
    const stream = client.classifyStream(['a', 'b'], { signal: controller.signal });
    await stream.next();
    controller.abort(reason);
    await expect(stream.next()).rejects.toBe(reason);
    expect(bodies).toHaveLength(1);
  });
});
