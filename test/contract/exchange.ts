import { connect, type Socket } from 'node:net';

/** A request as bytes: what `fetch` and `node:http` would refuse to send too. */
export type RawRequest = {
  method: string;
  /** With its query, as it is sent. */
  path: string;
  headers: readonly (readonly [string, string])[];
  /** Pieces that are written one after the other; none is no body. */
  body: readonly Uint8Array[];
  /** How long the body is said to be: as it is, in chunks, or longer than it is. */
  length: 'true' | 'chunked' | 'false';
};

/** Header names are in small letters. */
export type RawAnswer = { status: number; headers: Map<string, string>; body: Buffer };

/** What a body lacks whose length is false. */
const MISSING_BYTES = 10;
const TIMEOUT_MS = 10_000;
const END_OF_HEAD = '\r\n\r\n';
export const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Sends a request on a connection of its own. @returns null where the other side closed it without an answer. */
export async function exchange(url: string, request: RawRequest): Promise<RawAnswer | null> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
  const answer = readAnswer(socket, request.method === 'HEAD');
  await send(socket, request);
  return answer.finally(() => socket.destroy());
}

export function headOf({ method, path, headers, body, length }: RawRequest): string {
  const bytes = body.reduce((sum, piece) => sum + piece.length, 0);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost'];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (length === 'chunked') lines.push('Transfer-Encoding: chunked');
  else if (body.length > 0) lines.push(`Content-Length: ${bytes + (length === 'false' ? MISSING_BYTES : 0)}`);
  return lines.join('\r\n') + END_OF_HEAD;
}

async function send(socket: Socket, request: RawRequest): Promise<void> {
  const { body, length } = request;
  // Together with what follows.
  socket.cork();
  socket.write(headOf(request), 'latin1');
  for (const [i, piece] of body.entries()) {
    socket.write(length === 'chunked' ? chunkOf(piece) : piece);
    if (i + 1 < body.length) await pause(socket);
  }
  if (length === 'chunked') socket.write(LAST_CHUNK);
  socket.uncork();
  // Nothing more comes of a body that is said to be longer.
  if (length === 'false') socket.end();
}

/** Sends what has been written, and lets the other side read it. */
async function pause(socket: Socket): Promise<void> {
  socket.uncork();
  await new Promise((resolve) => setImmediate(resolve));
  socket.cork();
}

/** The same request with its body in one piece. */
export function inOnePiece(request: RawRequest): RawRequest {
  return { ...request, body: request.body.length === 0 ? [] : [Buffer.concat(request.body)] };
}

/** RFC 9112, 7.1. An empty chunk would be the last. */
export function chunkOf(piece: Uint8Array): Buffer {
  if (piece.length === 0) return Buffer.alloc(0);
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}

/** What comes until the answer is whole, or the other side closes. */
export function readAnswer(socket: Socket, isHead: boolean): Promise<RawAnswer | null> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const finish = () => resolve(bytes.length === 0 ? null : parse(bytes));
    socket.on('data', (part: Buffer) => {
      bytes = Buffer.concat([bytes, part]);
      if (isWhole(bytes, isHead)) finish();
    });
    socket.on('end', finish);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') finish();
      else reject(error);
    });
  });
}

function isWhole(bytes: Buffer, isHead: boolean): boolean {
  const { status, headers, rest } = headIn(bytes);
  if (status === 0 || isHead || status === 304) return status > 0;
  if (headers.get('transfer-encoding') === 'chunked')
    return rest.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  return rest.length >= Number(headers.get('content-length') ?? 0);
}

function parse(bytes: Buffer): RawAnswer {
  const { status, headers, rest } = headIn(bytes);
  const body = headers.get('transfer-encoding') === 'chunked' ? dechunk(rest) : rest;
  return { status, headers, body };
}

/** Status 0 where the head is not whole. */
function headIn(bytes: Buffer): Omit<RawAnswer, 'body'> & { rest: Buffer } {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return { status: 0, headers: new Map(), rest: bytes };
  const [first, ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const rest = bytes.subarray(end + END_OF_HEAD.length);
  // `100 Continue` comes before the answer.
  if (first.startsWith('HTTP/1.1 1')) return headIn(rest);
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Map(pairs), rest };
}

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!(length > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(parts);
}
