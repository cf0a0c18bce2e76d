import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Dev, startDev, until } from './dev.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where wrangler keeps its state, and its own log. */
const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-logs-'));
let dev: Dev;

beforeAll(async () => {
  dev = await startDev(['--persist-to', folder], { WRANGLER_LOG_PATH: join(folder, 'log') });
}, 90_000);

afterAll(() => {
  dev.process.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** A text that stands nowhere else, with a letter that is written differently in every encoding. */
const unique = (name: string) => `unique words von mir über ${name} ${process.pid}`;

/** Requests that a text may come in, by every route, method and error. */
function requests(text: string): [path: string, init: RequestInit][] {
  const query = new URLSearchParams({ text }).toString();
  const body = (value: unknown, type = 'application/json'): RequestInit => ({
    method: 'POST',
    body: typeof value === 'string' ? value : JSON.stringify(value),
    headers: { 'Content-Type': type },
  });
  const paths = ['/sentiment', '/sentiment/', '/sentimentX', '/model', '/health', '/'];
  const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'DELETE', 'PATCH'];
  const bodies = [
    body({ text }),
    body({ texts: [text, text] }),
    body({ texts: [text, '', 5] }),
    body({ texts: Array(64).fill(`${text} `.repeat(20)) }),
    body({ [text]: 1 }),
    body(`{"text":"${text}`),
    body(`text=${text}`, 'application/x-www-form-urlencoded'),
    body(text, `text/${encodeURIComponent(text)}`),
    body({ text: text.repeat(1000) }),
  ];
  return [
    ...paths.flatMap((path) => methods.map((method) => [`${path}?${query}`, { method }] as [string, object])),
    [`/sentiment?${query}&explain=true`, {}],
    [`/sentiment?${query}&explain=${encodeURIComponent(text)}`, {}],
    [`/sentiment?${query}&${encodeURIComponent(text)}=1`, {}],
    [`/sentiment?${query}%`, {}],
    [`/sentiment?${query}&${query}`, {}],
    [`/sentiment?text=${encodeURIComponent(text.repeat(150))}`, {}],
    ...bodies.map((init) => ['/sentiment', init] as [string, object]),
  ];
}

/** The bytes that a text is stored as. */
function spellings(text: string): Buffer[] {
  const percent = encodeURIComponent(text);
  const written = [
    text,
    percent,
    percent.replaceAll('%20', '+'),
    percent.toLowerCase(),
    JSON.stringify(text),
  ];
  return written.flatMap((each) => [
    Buffer.from(each),
    Buffer.from(each, 'utf16le'),
    Buffer.from(each, 'latin1'),
  ]);
}

/** Every file below a folder, databases and their journals among them. */
function filesBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Names of all that holds the text: files, and what was printed. */
function holders(text: string): string[] {
  const forms = spellings(text);
  const holds = (bytes: Buffer) => forms.some((form) => bytes.includes(form));
  const files = [folder, join(ROOT, '.wrangler')].flatMap((root) => unlessGone(() => filesBelow(root)) ?? []);
  const found = files.filter((file) => holds(unlessGone(() => readFileSync(file)) ?? Buffer.of()));
  return holds(Buffer.from(dev.printed())) ? ['printed', ...found] : found;
}

/** What a function returns, again if a folder went while it looked: other tests start servers too. Undefined for what stays away. */
function unlessGone<Value>(look: () => Value): Value | undefined {
  for (let time = 0; time < 10; time++) {
    try {
      return look();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

it('wrangler.toml keeps queries out of the log of what is deployed', () => {
  expect(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')).toMatch(
    /\n\[observability\]\nenabled = true\nredact_query_string = true\n/,
  );
});

it('holders() finds a text in every spelling', () => {
  const text = unique('planted');
  const names = spellings(text).map((form, i) => {
    const name = join(folder, `planted${i}`);
    writeFileSync(name, Buffer.concat([Buffer.from([0, 255]), form]));
    return name;
  });
  expect(holders(text).toSorted()).toEqual(names.toSorted());
});

/** Sends half a body and hangs up. */
async function hangUp(header: string, path = '/sentiment'): Promise<void> {
  const socket = connect(Number(new URL(dev.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${header}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.write('10\r\n{"text":"half a ', resolve));
  // Answered later than the half body is read.
  await (await fetch(`${dev.url}/health`)).text();
  socket.destroy();
  await once(socket, 'close');
}

it('a caller who hangs up in the middle of a body is no error of the Worker', async () => {
  await hangUp('Content-Length: 1000');
  await hangUp('Transfer-Encoding: chunked');
  // wrangler's proxy says so of both, after the Worker has ended with them.
  await until(() => dev.printed().split('Network connection lost').length > 2);
  expect(dev.printed()).not.toContain('"event":"error"');
});

it('`npm run dev` prints and stores no text, whatever request it came in', async () => {
  const text = unique('dev');
  const statuses = new Set<number>();
  for (const [path, init] of requests(text)) {
    const response = await fetch(`${dev.url}${path}`, init);
    await response.arrayBuffer();
    statuses.add(response.status);
  }
  await hangUp('Content-Length: 1000', `/sentiment?${new URLSearchParams({ text })}`);
  await until(() => dev.printed().split('Network connection lost').length > 3);
  for (const status of [200, 400, 404, 405, 413, 415]) expect(statuses).toContain(status);
  // The server ends here: what it would have stored later is stored now.
  const ended = once(dev.process, 'exit');
  dev.process.kill('SIGTERM');
  await ended;
  expect(holders(text)).toEqual([]);
});
