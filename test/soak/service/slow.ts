import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { chunkOf, headOf, LAST_CHUNK, type RawRequest, readAnswer } from '../../contract/exchange.ts';

/** Clients that take their time, and some of them no answer. */

/** What becomes of a client: it reads its answer, hangs up half-way, or sends request after request and reads nothing. */
type Ending = 'answered' | 'gone' | 'deaf';
const ENDINGS: Ending[] = ['answered', 'answered', 'gone', 'deaf'];
const EVERY_MS = 500;

/** Answers of 38 KB that take a millisecond: it is their reading that is slow. */
const ITEMS = Array.from({ length: 64 }, (_, i) => ({ text: 'ok', id: `${i}`.padEnd(200, '"') }));
const JSON_BODY = Buffer.from(JSON.stringify({ items: ITEMS }));
const LINES_BODY = Buffer.from('"good film"\n{"text":"bad film","id":1}\n'.repeat(40));

function request(isLines: boolean): RawRequest {
  return {
    method: 'POST',
    path: '/sentiment',
    headers: [['Content-Type', isLines ? 'application/x-ndjson' : 'application/json']],
    body: [isLines ? LINES_BODY : JSON_BODY],
    length: isLines ? 'chunked' : 'true',
  };
}

/** As many clients at once, for so many seconds. @returns the statuses of those that waited for an answer; 0 is none. */
export function sendSlowly(url: string, clients: number, seconds: number): Promise<number[]> {
  const all = Array.from({ length: clients }, async (_, i) => {
    // Each in its own time.
    await setTimeout((EVERY_MS * i) / clients);
    return client(url, i % 8 < 4, ENDINGS[i % ENDINGS.length], (1000 * seconds) / EVERY_MS);
  });
  return Promise.all(all).then((statuses) => statuses.filter((status) => status !== null));
}

async function client(url: string, isLines: boolean, ending: Ending, steps: number): Promise<number | null> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  // That the other side closes is seen by what it answered.
  socket.on('error', () => {});
  if (ending === 'deaf') await sendUnread(socket, isLines, steps);
  else {
    const answer = readAnswer(socket, false);
    await drip(socket, request(isLines), steps, ending === 'gone' ? steps / 2 : steps);
    if (ending === 'answered')
      return answer.then((known) => known?.status ?? 0).finally(() => socket.destroy());
  }
  socket.destroy();
  return null;
}

/** Sends the first pieces of a request, one a step. */
async function drip(socket: Socket, whole: RawRequest, steps: number, sent: number): Promise<void> {
  const [body] = whole.body;
  const size = Math.ceil(body.length / steps);
  socket.write(headOf(whole));
  for (let step = 0; step < sent && socket.writable; step++) {
    await setTimeout(EVERY_MS);
    const piece = body.subarray(step * size, (step + 1) * size);
    socket.write(whole.length === 'chunked' ? chunkOf(piece) : piece);
  }
  if (whole.length === 'chunked' && sent === steps) socket.write(LAST_CHUNK);
}

async function sendUnread(socket: Socket, isLines: boolean, steps: number): Promise<void> {
  const whole = request(isLines);
  socket.pause();
  for (let step = 0; step < steps && socket.writable; step++) {
    socket.write(headOf(whole));
    socket.write(whole.length === 'chunked' ? chunkOf(whole.body[0]) : whole.body[0]);
    if (whole.length === 'chunked') socket.write(LAST_CHUNK);
    await setTimeout(EVERY_MS);
  }
}
