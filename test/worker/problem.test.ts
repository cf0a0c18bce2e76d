import { expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { bodyLimit } from '../../src/http/body.ts';
import { BULK_KINDS } from '../../src/http/bulkproblem.ts';
import { modelsOf } from '../../src/http/models.ts';
import { PROBLEM_KINDS, type Problem } from '../../src/http/problem.ts';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import card from '../../src/weights/default.json';
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
  const app = createApp(modelsOf(loadClassifier(tinyFile()), {}, '"test"'));
  return app.fetch(new Request('https://edge-sentiment.test/sentiment', { method: 'POST', body, headers }));
};
const ALLOWED = 'allowed "text", "texts", "items", "explain"';

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
  [
    'origin-not-allowed',
    403,
    'MCP for a page of elsewhere',
    () => guarded('/mcp', { method: 'POST', headers: { Origin: 'https://evil.example' }, body: '{}' }),
    'comes from a page of "https://evil.example", allowed are programs',
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
  [
    'text-missing',
    400,
    'a body without a field',
    () => postJson({}),
    'none of the fields "text", "texts" and "items"',
  ],
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
    () => postJson({ texts: Array(3).fill('word '.repeat(409)) }),
    'need 1227 tokens, allowed up to 1226 in one request: send them in several, or raise CPU_MILLISECONDS.',
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
    'POST with a text in its query',
    () => send('/sentiment?text=a', { method: 'POST' }),
    'a parameter "text", allowed "explain"',
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
      `"explain" is "${value}", allowed true or false.`,
    ],
  ),
  ...[
    '/sentiment?text=a&model=tiny',
    '/sentiment?text=a&model=default@000000000000',
    '/model?model=DEFAULT',
  ].map(
    (path): Case => [
      'model-unknown',
      404,
      path,
      () => send(path),
      `allowed ${card.name}@${card.version}, each`,
    ],
  ),
  [
    'model-unknown',
    404,
    'a model named in a body',
    () => postJson({ text: 'a', model: 'tiny' }),
    'The model is "tiny", allowed',
  ],
  ...['', 'a'.repeat(142)].map(
    (value): Case => [
      'parameter-invalid',
      400,
      `a model of ${value.length} characters`,
      () => send(`/sentiment?text=a&model=${value}`),
      'allowed a string of 1 to 141 characters: name or name@version.',
    ],
  ),
  [
    'field-invalid',
    400,
    'a number for a model',
    () => postJson({ text: 'a', model: 1 }),
    '"model" is the number 1',
  ],
  [
    'parameter-unknown',
    400,
    'a parameter of the models',
    () => send('/models?model=a'),
    'none is allowed here',
  ],
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
    () => post(' '.repeat(192 * 1226 + 1)),
    'more than 235392 bytes',
  ],
  [
    'body-too-large',
    413,
    'a stream without end',
    () => post(streamed(1000, 65_536).body),
    'more than 235392 bytes',
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
    '"text" is the number 5, allowed a string',
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
    'The body has "text" and "texts", allowed one of',
  ],
  [
    'fields-conflict',
    400,
    'texts and items',
    () => postJson({ texts: ['a'], items: [{ text: 'b' }] }),
    'The body has "texts" and "items"',
  ],
  ['texts-empty', 400, 'no items', () => postJson({ items: [] }), '"items" is empty'],
  [
    'texts-too-many',
    413,
    '65 items',
    () => postJson({ items: Array(65).fill({ text: 'a' }) }),
    '"items" has 65 texts',
  ],
  [
    'batch-too-costly',
    413,
    'explanations of many texts',
    () => postJson({ texts: Array(20).fill('word '.repeat(20)), explain: true }),
    'Explanations and sentences of the texts need the time of',
  ],
  ...(
    [
      ['top_k', '0', 'a whole number from 1 to 1000'],
      ['top_k', '1001', 'a whole number from 1 to 1000'],
      ['top_k', '1.5', 'a whole number from 1 to 1000'],
      ['top_k', '0x2', 'a whole number from 1 to 1000'],
      ['top_k', '', 'a whole number from 1 to 1000'],
      ['threshold', '1.01', 'a number from 0 to 1'],
      ['threshold', '-0.1', 'a number from 0 to 1'],
      ['threshold', 'NaN', 'a number from 0 to 1'],
      ['threshold', '1e2', 'a number from 0 to 1'],
      ['threshold', '0x1', 'a number from 0 to 1'],
      ['threshold', '.5', 'a number from 0 to 1'],
      ['sentences', 'on', 'true or false'],
      ['language', 'fr', '"en" or "zh"'],
      ['language', 'EN', '"en" or "zh"'],
      ['format', 'json', '"huggingface"'],
    ] as const
  ).map(
    ([name, value, expected]): Case => [
      'parameter-invalid',
      400,
      `${name}=${value}`,
      () => send(`/sentiment?text=a&${name}=${value}`),
      `The query parameter "${name}" is "${value}", allowed ${expected}.`,
    ],
  ),
  ...(
    [
      [{ top_k: 0 }, '"top_k" is the number 0, allowed a whole number from 1 to 1000.'],
      [{ top_k: '2' }, '"top_k" is a string, allowed a whole number from 1 to 1000.'],
      [{ threshold: 2 }, '"threshold" is the number 2, allowed a number from 0 to 1.'],
      [{ explain: 'true' }, '"explain" is a string, allowed true or false.'],
      [{ sentences: null }, '"sentences" is null, allowed true or false.'],
      [{ language: 'fr' }, '"language" is a string, allowed "en" or "zh".'],
      [{ format: 5 }, '"format" is the number 5, allowed "huggingface".'],
    ] as const
  ).map(
    ([options, detail]): Case => [
      'field-invalid',
      400,
      JSON.stringify(options),
      () => postJson({ text: 'a', ...options }),
      detail,
    ],
  ),
  [
    'option-repeated',
    400,
    'an option in query and body',
    () => postJson({ text: 'a', explain: true }, '?explain=true'),
    '"explain" is in the query and in the body, allowed in one of them',
  ],
  ...(['explain=true', 'sentences=true', 'threshold=0.5'] as const).map(
    (option): Case => [
      'options-conflict',
      400,
      `format and ${option}`,
      () => send(`/sentiment?text=a&format=huggingface&${option}`),
      `has no place for "${option.split('=')[0]}"`,
    ],
  ),
  [
    'options-conflict',
    400,
    'items as lists of labels',
    () => postJson({ items: [{ text: 'a' }], format: 'huggingface' }),
    'has no place for "items"',
  ],
  [
    'options-conflict',
    400,
    'a stream of lists of labels',
    () => post('"a"', 'application/x-ndjson', '?format=huggingface'),
    'has no place for "lines"',
  ],
  [
    'content-type-unsupported',
    415,
    'a form',
    () => post('text=a', 'application/x-www-form-urlencoded'),
    'allowed application/json, application/x-ndjson',
  ],
  [
    'content-type-unsupported',
    415,
    'JSON lines',
    () => post('{}', 'application/json-seq'),
    'allowed application/json, application/x-ndjson',
  ],
  [
    'content-type-unsupported',
    415,
    'no type',
    () => send('/sentiment', { method: 'POST', body: Uint8Array.of(1) }),
    'The content type is missing',
  ],
  ['content-encoding-unsupported', 415, 'a body in gzip', encoded, 'is "gzip", allowed identity'],
  ['method-not-allowed', 405, 'PUT', put, 'The method is "PUT", allowed GET, HEAD, POST, QUERY'],
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
  [
    'not-found',
    404,
    'another path',
    () => send('/sentiments?text=a'),
    'allowed /sentiment, /model, /models, /health, /mcp',
  ],
  [
    'not-found',
    404,
    'POST to another path',
    () => send('/x/sentiment', { method: 'POST' }),
    'Nothing is at this path',
  ],
];

/** Whether the bulk Worker alone answers it. */
const isBulk = (kind: string) => (BULK_KINDS as string[]).includes(kind);

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
  const callers = PROBLEM_KINDS.filter(
    (kind) => kind !== 'internal' && kind !== 'model-faulty' && !kind.startsWith('line-') && !isBulk(kind),
  );
  expect([...new Set(CASES.map(([kind]) => kind))].sort()).toEqual(callers.sort());
});

it.each([
  ['/sentiment', 'GET, HEAD, POST, QUERY'],
  ['/model', 'GET, HEAD'],
  ['/health', 'GET, HEAD'],
  ['/mcp', 'POST'],
  ['/models', 'GET, HEAD'],
])('names in Allow what %s takes', async (path, allow) => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe(allow);
  }
});

it('says in a 415 what it would take', async () => {
  expect((await post('a', 'text/plain')).headers.get('Accept')).toBe(
    'application/json, application/x-ndjson',
  );
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
  const app = createApp(modelsOf(classifier, {}, '"test"'));
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
  const app = createApp(modelsOf(loadClassifier(overflowingFile()), {}, '"test"'));
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
