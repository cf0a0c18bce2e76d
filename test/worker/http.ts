import { exports } from 'cloudflare:workers';

export const ORIGIN = 'https://edge-sentiment.test';

/** A request to the Worker as it is deployed, with its own model. */
export function send(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(`${ORIGIN}${path}`, init));
}

export function get(text: string): Promise<Response> {
  return send(`/sentiment?${new URLSearchParams({ text })}`);
}

/** The path and query of a `GET /sentiment` whose URL has so many characters. */
export function pathOfLength(characters: number): string {
  const path = '/sentiment?text=';
  return path + 'good+'.repeat(characters / 5).slice(0, characters - ORIGIN.length - path.length);
}

/** @param query with its question mark. */
export function post(body: BodyInit | null, type = 'application/json', query = ''): Promise<Response> {
  return send(`/sentiment${query}`, { method: 'POST', body, headers: { 'Content-Type': type } });
}

export function postJson(value: unknown, query = ''): Promise<Response> {
  return post(JSON.stringify(value), undefined, query);
}

/** A body that comes in pieces, without a length; `pulled` counts them. */
export function streamed(pieces: number, bytes: number): { body: ReadableStream; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (pulled === pieces) return controller.close();
      pulled++;
      controller.enqueue(new Uint8Array(bytes).fill(' '.charCodeAt(0)));
    },
  });
  return { body, pulled: () => pulled };
}
