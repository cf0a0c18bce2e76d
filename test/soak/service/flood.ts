import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { chunkOf, headOf, type RawAnswer, type RawRequest, readAnswer } from '../../contract/exchange.ts';

/** Bodies that never should end, by clients that keep sending whatever is answered. */

const MEGABYTE = 1e6;
const MEGABYTES = 100;
const PIECE_BYTES = 64 * 1024;

/** A body that is made of one unit over and over. */
export type FloodKind = { type: string; name: string; unit: string; length: 'true' | 'chunked' };

const UNITS = [
  ['application/json', 'white space', ' '],
  ['application/json', 'lists in lists', '['],
  ['application/x-ndjson', 'lines', '"good"\n'],
  ['application/x-ndjson', 'blank lines', '\n'],
  ['application/x-ndjson', 'one line', 'a'],
];
export const FLOODS: FloodKind[] = UNITS.flatMap(([type, name, unit]) =>
  (['true', 'chunked'] as const).map((length) => ({ type, name, unit, length })),
);

export type Flooded = { answer: RawAnswer | null; megabytes: number };

/** Sends a body of 100 MB, and stops before its end only where the other side closes the connection. */
export async function flood(url: string, { type, unit, length }: FloodKind): Promise<Flooded> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const closed = new AbortController();
  socket.on('close', () => closed.abort());
  const answer = readAnswer(socket, false);
  const piece = Buffer.from(unit.repeat(Math.ceil(PIECE_BYTES / unit.length)));
  const count = Math.ceil((MEGABYTES * MEGABYTE) / piece.length);
  const request: RawRequest = {
    method: 'POST',
    path: '/sentiment',
    headers: [['Content-Type', type]],
    body: Array(count).fill(piece),
    length,
  };
  socket.write(headOf(request));
  const sent = await sendAll(socket, length === 'chunked' ? chunkOf(piece) : piece, count, closed.signal);
  const received = await answer;
  socket.destroy();
  return { answer: received, megabytes: (sent * piece.length) / MEGABYTE };
}

/** @returns how many pieces were taken. */
async function sendAll(
  socket: Socket,
  piece: Uint8Array,
  count: number,
  closed: AbortSignal,
): Promise<number> {
  for (let sent = 0; sent < count; sent++) {
    if (closed.aborted || !socket.writable) return sent;
    if (!socket.write(piece)) await once(socket, 'drain', { signal: closed }).catch(() => {});
  }
  return count;
}
