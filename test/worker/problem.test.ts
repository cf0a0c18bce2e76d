import { expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { bodyLimit } from '../../src/http/body.ts';
import { PROBLEM_KINDS, type Problem } from '../../src/http/problem.ts';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import { get, pathOfLength, post, postJson, send, streamed } from './http.ts';
import { overflowingFile, tinyFile } from './model.ts';
import { serviceWith } from './service.ts';

type Case = [kind: string, status: number, what: string, request: () => Promise<Response>, detail: string];

const put = () => send('/sentiment?text=good', { method: 'PUT' });
const encoded = () => {
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
  return send('/sentiment', { method: 'POST', body: '{}', headers });
};
/** A body whose sender hangs up; to the app itself, since the way to the Worker breaks with it. */
const broken = async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(new Error('the connection was lost'));
    },
  });
  const headers = { 'Content-Type': 'application/json' };
  const app = createApp(loadClassifier(tinyFile()), {});
  return app.fetch(new Request('https://edge-sentiment.test/sentiment', { method: 'POST', body, headers }));
};
const ALLOWED = 'allowed "text", "texts"';

/** A service that asks for a key and answers pages of one origin, and one that lets nobody in. */
const guarded = serviceWith({ API_KEYS: 'a'.repeat(64), ALLOWED_ORIGINS: 'https://shop.example' });
const busy = serviceWith({ RATE_LIMITER: { limit: async () => ({ success: false }) } });

const CASES: Case[] = [
  ['key-missing', 401, 'a request without a key', () => guarded('/model'), 'has no header "Authorization"'],
  [
    'key-invalid',
    401,
    'a key that is not known',
    () => guarded('/model', { headers: { Authorization: 'Bearer x' } }),
    'The key in the header "Authorization" is not known here',
  ],
  [
    'key-invalid',
    401,
    'another scheme',
    () => guarded('/model', { headers: { Authorization: 'Basic x' } }),
    'is not "Bearer", a space and a key of visible ASCII characters',
  ],
  ['rate-limited', 429, 'too many requests', () => busy('/model'), 'send again in 60 seconds'],
  [
    'url-too-long',
    414,
    'a URL of one character too many',
    () => send(pathOfLength(16_385)),
    'has 16385 characters, allowed up to 16384: send a long text in the body of a POST',
  ],
  [
    'header-too-long',
    431,
    'an origin of one character too many',
    () => guarded('/health', { headers: { Origin: 'a'.repeat(1025) } }),
    'The header "Origin" has 1025 characters, allowed up to 1024',
  ],
  ['text-missing', 400, 'GET without a query', () => send('/sentiment'), 'no parameter "text"'],
  ['text-missing', 400, 'GET with an empty query', () => send('/sentiment?'), 'no parameter "text"'],
  ['text-missing', 400, 'a body without a field', () => postJson({}), 'neither the field "text" nor'],
  ['text-blank', 400, 'an empty text', () => get(''), '"text" has no visible character'],
  [
    'text-blank',
    400,
    'a parameter without a value',
    () => send('/sentiment?text'),
    '"text" has no visible character',
  ],
  ['text-blank', 400, 'pluses alone', () => send('/sentiment?text=+++'), '"text" has no visible character'],
  ['text-blank', 400, 'ideographic spaces', () => get('\u3000\u3000'), '"text" has no visible character'],
  ...['\u200b', '\u0000', '\ufeff', '\u202e', '\u00ad'].map(
    (text): Case => ['text-blank', 400, JSON.stringify(text), () => get(text), 'no visible character'],
  ),
  [
    'text-blank',
    400,
    'a lone surrogate',
    () => post('{"text":"\\ud83d"}'),
    '"text" has no visible character, at least one',
  ],
  [
    'text-too-long',
    413,
    'a text of 100 KB',
    () => postJson({ text: 'a'.repeat(100_000) }),
    'has 100000 UTF-16 code units, allowed up to 20000',
  ],
  [
    'text-too-long',
    413,
    'one character too many',
    () => postJson({ text: 'a'.repeat(20_001) }),
    'allowed up to 20000',
  ],
  ['texts-empty', 400, 'an empty list', () => postJson({ texts: [] }), '"texts" is empty'],
  [
    'texts-too-many',
    413,
    '65 texts',
    () => postJson({ texts: Array(65).fill('a') }),
    'has 65 texts, allowed up to 64',
  ],
  [
    'batch-too-costly',
    413,
    'texts of one token too many',
    () => postJson({ texts: Array(57).fill('word '.repeat(11)) }),
    'need 627 tokens, allowed up to 626 in one request: send them in several, or raise CPU_MILLISECONDS.',
  ],
  [
    'batch-too-costly',
    413,
    '64 long texts',
    () => postJson({ texts: Array(64).fill('word '.repeat(300)) }),
    'need at least 2944 tokens',
  ],
  [
    'parameter-unknown',
    400,
    'a misspelt parameter',
    () => send('/sentiment?text=a&txt=b'),
    'a parameter "txt", allowed "text", "explain"',
  ],
  [
    'parameter-unknown',
    400,
    'a parameter named __proto__',
    () => send('/sentiment?__proto__=b'),
    '"__proto__"',
  ],
  ['parameter-unknown', 400, 'a name in capitals', () => send('/sentiment?Text=a'), 'a parameter "Text"'],
  [
    'parameter-unknown',
    400,
    'POST with a query',
    () => send('/sentiment?text=a', { method: 'POST' }),
    'none is allowed here',
  ],
  [
    'parameter-repeated',
    400,
    'two texts',
    () => send('/sentiment?text=a&text=b'),
    '"text" 2 times, allowed once',
  ],
  [
    'parameter-repeated',
    400,
    'a text three thousand times',
    () => send(`/sentiment?${'text&'.repeat(3000)}`),
    '"text" 3000 times, allowed once',
  ],
  ...['yes', '', '1', 'TRUE'].map(
    (value): Case => [
      'parameter-invalid',
      400,
      `explain=${value}`,
      () => send(`/sentiment?text=a&explain=${value}`),
      `"explain" is "${value}", allowed "true", "false"`,
    ],
  ),
  ['encoding-invalid', 400, 'a bare percent sign', () => send('/sentiment?text=100%'), 'The query is not'],
  [
    'encoding-invalid',
    400,
    'a percent sign without digits',
    () => send('/sentiment?text=%zz'),
    'written %25',
  ],
  ['encoding-invalid', 400, 'half a character', () => send('/sentiment?text=%E5%A5'), 'The query is not'],
  ['encoding-invalid', 400, 'Latin 1', () => send('/sentiment?text=caf%E9'), 'The query is not'],
  [
    'encoding-invalid',
    400,
    'an encoded surrogate',
    () => send('/sentiment?text=%ED%A0%80'),
    'The query is not',
  ],
  ['encoding-invalid', 400, 'an overlong encoding', () => send('/sentiment?text=%C0%AF'), 'The query is not'],
  [
    'encoding-invalid',
    400,
    'a body that is not UTF-8',
    () => post(Uint8Array.of(0x22, 0xff, 0x22)),
    'The body is not UTF-8',
  ],
  ['body-malformed', 400, 'an empty body', () => post(''), 'not one JSON value'],
  ['body-malformed', 400, 'no body', () => post(null), 'not one JSON value'],
  ['body-malformed', 400, 'half a body', () => post('{"text":'), 'not one JSON value'],
  ['body-malformed', 400, 'two values', () => post('{"text":"a"}{"text":"b"}'), 'not one JSON value'],
  [
    'body-too-large',
    413,
    'one byte too many',
    () => post(' '.repeat(128 * 1024 + 1)),
    'more than 131072 bytes',
  ],
  [
    'body-too-large',
    413,
    'a stream without end',
    () => post(streamed(1000, 65_536).body),
    'more than 131072 bytes',
  ],
  ['body-incomplete', 400, 'a stream that breaks off', broken, 'broke off before its end'],
  ['body-too-complex', 400, 'nested lists', () => post('['.repeat(128 * 1024)), 'or more than 8 levels'],
  [
    'body-too-complex',
    400,
    '1,001 values',
    () => postJson({ texts: Array(999).fill('a') }),
    'than 1000 values',
  ],
  ['texts-too-many', 413, '998 texts', () => postJson({ texts: Array(998).fill('a') }), 'has 998 texts'],
  ['field-unknown', 400, 'a misspelt field', () => postJson({ Text: 'a' }), `a field "Text", ${ALLOWED}`],
  ['field-unknown', 400, 'a field named __proto__', () => post('{"text":"a","__proto__":1}'), ALLOWED],
  [
    'field-invalid',
    400,
    'a number for a text',
    () => postJson({ text: 5 }),
    '"text" is a number, allowed a string',
  ],
  ['field-invalid', 400, 'null for a text', () => postJson({ text: null }), '"text" is null'],
  [
    'field-invalid',
    400,
    'a text for a list',
    () => postJson({ texts: 'a' }),
    '"texts" is a string, allowed a list of strings',
  ],
  [
    'field-invalid',
    400,
    'a list for the body',
    () => postJson(['a']),
    'The body is a list, allowed an object',
  ],
  ['field-invalid', 400, 'null for the body', () => postJson(null), 'The body is null, allowed an object'],
  [
    'fields-conflict',
    400,
    'both fields',
    () => postJson({ text: 'a', texts: ['b'] }),
    'both "text" and "texts"',
  ],
  [
    'content-type-unsupported',
    415,
    'a form',
    () => post('text=a', 'application/x-www-form-urlencoded'),
    'allowed application/json',
  ],
  [
    'content-type-unsupported',
    415,
    'JSON lines',
    () => post('{}', 'application/json-seq'),
    'allowed application/json',
  ],
  [
    'content-type-unsupported',
    415,
    'no type',
    () => send('/sentiment', { method: 'POST', body: Uint8Array.of(1) }),
    'The content type is missing',
  ],
  ['content-encoding-unsupported', 415, 'a body in gzip', encoded, 'is "gzip", allowed identity'],
  ['method-not-allowed', 405, 'PUT', put, 'The method is "PUT", allowed GET, HEAD, POST'],
  [
    'method-not-allowed',
    405,
    'POST to the model',
    () => send('/model', { method: 'POST' }),
    'allowed GET, HEAD',
  ],
  [
    'method-not-allowed',
    405,
    'DELETE of health',
    () => send('/health', { method: 'DELETE' }),
    'allowed GET, HEAD',
  ],
  ['not-found', 404, 'another path', () => send('/sentiments?text=a'), 'allowed /sentiment, /model, /health'],
  [
    'not-found',
    404,
    'POST to another path',
    () => send('/x/sentiment', { method: 'POST' }),
    'Nothing is at this path',
  ],
];

/** Fails unless the response is this problem and nothing more. */
async function checkProblem(response: Response, kind: string, status: number): Promise<Problem> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe('private');
  expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(response.status).toBe(status);
  const problem: Problem = await response.json();
  const more = kind === 'batch-too-costly' ? ['needed', 'exact', 'allowed', 'setting'] : [];
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail', ...more]);
  expect(problem).toMatchObject({ type: `/problems/${kind}`, status });
  return problem;
}

it.each(CASES)('answers %s, %i, to %s', async (kind, status, _, request, detail) => {
  expect((await checkProblem(await request(), kind, status)).detail).toContain(detail);
});

it('has a case for every problem that a caller can cause', () => {
  const callers = PROBLEM_KINDS.filter((kind) => kind !== 'internal' && kind !== 'model-faulty');
  expect([...new Set(CASES.map(([kind]) => kind))].sort()).toEqual(callers.sort());
});

it.each([
  ['/sentiment', 'GET, HEAD, POST'],
  ['/model', 'GET, HEAD'],
  ['/health', 'GET, HEAD'],
])('names in Allow what %s takes', async (path, allow) => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe(allow);
  }
});

it('says in a 415 what it would take', async () => {
  expect((await post('a', 'text/plain')).headers.get('Accept')).toBe('application/json');
  expect((await encoded()).headers.get('Accept-Encoding')).toBe('identity');
});

it('stops reading a body once it is too large', async () => {
  const { body, pulled } = streamed(1000, 65_536);
  expect((await post(body)).status).toBe(413);
  expect(pulled()).toBeLessThan(30);
});

it('answers a bland 500 and logs no text when the classifier throws', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const classifier = {
    config: { labels: [] },
    limits: { tokens: 512 },
    classify: (text: string) => {
      throw new TypeError(`cannot read ${text}`);
    },
  } as unknown as Classifier;
  const app = createApp(classifier, {});
  const requests = [
    new Request('https://edge-sentiment.test/sentiment?text=secret'),
    new Request('https://edge-sentiment.test/sentiment', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"texts":["secret"]}',
    }),
  ];
  for (const request of requests) {
    const problem = await checkProblem(await app.fetch(request), 'internal', 500);
    expect(problem.detail).toBe('The request could not be answered.');
  }
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    ['GET', 'POST'].map((method) => ({ event: 'error', error: 'TypeError', method, route: '/sentiment' })),
  );
  expect(lines.join()).not.toContain('secret');
});

it('says of a model whose arithmetic overflows that it is at fault', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = createApp(loadClassifier(overflowingFile()), {});
  const response = await app.fetch(new Request('https://edge-sentiment.test/sentiment?text=good'));
  await checkProblem(response, 'model-faulty', 500);
  log.mockRestore();
});

it.each([
  [512, 131_072],
  [683, 131_136],
  [3131, 601_152],
  [100_000, 1_048_576],
])('bodyLimit() of %i tokens is %i bytes', (tokens, bytes) => {
  expect(bodyLimit(tokens)).toBe(bytes);
});
