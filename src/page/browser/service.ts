import type { Classification } from '../../model/classification.ts';

export type Question = { text: string /** Empty where there is none. */; key: string };

/** Why there is no answer; without `type` where the service itself said nothing. */
export type Trouble = { title: string; detail: string; type?: string };

export type Reply = { ok: true; answer: Classification } | { ok: false; status: number; trouble: Trouble };

const PATH = '/sentiment';
const TIMEOUT_MS = 15_000;
/** What a header can hold of a key; `fetch` would throw for more. */
const KEY = /^[\x21-\x7e]*$/;

/** Asks the service about a text. Never rejects. */
export async function ask({ text, key }: Question): Promise<Reply> {
  if (!KEY.test(key)) {
    return failed(401, 'Wrong key', 'The key has a space or a letter beyond ASCII: copy it again.');
  }
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (key !== '') headers.Authorization = `Bearer ${key}`;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(PATH, { method: 'POST', headers, body: bodyOf(text), signal });
    return read(response.status, await response.text());
  } catch {
    const seconds = TIMEOUT_MS / 1000;
    return failed(
      0,
      'No answer',
      `The service was not reached within ${seconds} seconds: type on to ask again.`,
    );
  }
}

/** The same request for a shell. The key stays out of what may be copied. */
export function curl({ text, key }: Question, origin: string): string {
  const headers = ["-H 'Content-Type: application/json'"];
  if (key !== '') headers.push('-H "Authorization: Bearer $KEY"');
  return `curl ${headers.join(' ')} --data-binary ${quoted(bodyOf(text))} ${quoted(origin + PATH)}`;
}

function bodyOf(text: string): string {
  return JSON.stringify({ text, explain: true, sentences: true });
}

/** A word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function read(status: number, body: string): Reply {
  try {
    const value = JSON.parse(body);
    if (status === 200) return { ok: true, answer: value };
    const { title, detail, type } = value;
    if (typeof title === 'string') return { ok: false, status, trouble: { title, detail, type } };
  } catch {
    // Something between here and the service has answered in its place.
  }
  return failed(status, 'No answer', `The status is ${status}, and the body is no answer of this service.`);
}

function failed(status: number, title: string, detail: string): Reply {
  return { ok: false, status, trouble: { title, detail } };
}
