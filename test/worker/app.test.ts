import { describe, expect, it } from 'vitest';
import { MAX_URL_LENGTH } from '../../src/guard/bounds.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Classification } from '../../src/model/classification.ts';
import card from '../../src/weights/default.json';
import { get, pathOfLength, post, postJson, send } from './http.ts';

const MODEL = `${card.name}@${card.version}`;

/** Fails unless the response is a whole classification, whatever its label. */
async function checkAnswer(response: Response): Promise<Classification> {
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
  expect(response.headers.get('Cache-Control')).toBe('private');
  expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const answer: Classification = await response.json();
  checkClassification(answer);
  return answer;
}

function checkClassification(answer: Classification): void {
  const { label, score, scores, tokens, known, truncated, language, model } = answer;
  expect(answer).toEqual({ label, score, scores, tokens, known, truncated, language, model });
  expect(Object.keys(scores)).toEqual(card.labels);
  expect(score).toBe(Math.max(...Object.values(scores)));
  expect(scores[label]).toBe(score);
  expect(Object.values(scores).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 4);
  expect(known >= 0 && known <= 1).toBe(true);
  expect(Number.isInteger(tokens)).toBe(true);
  expect(typeof truncated).toBe('boolean');
  expect(['en', 'zh', 'und']).toContain(language);
  expect(model).toBe(MODEL);
}

describe('GET /sentiment', () => {
  it.each([
    'good',
    "I don't think it is good.",
    '这部电影太好看了！',
    '👍🏽 😀',
    'a & b = c + d # e ? f % g',
    '\u0000.',
    'null',
    '<script>alert(1)</script>',
    '__proto__',
  ])('answers %j', async (text) => {
    await checkAnswer(await get(text));
  });

  it.each([
    ['a plus as a space', 'good+film', 'good film'],
    ['%20 as a space', 'good%20film', 'good film'],
    ['%2B as a plus', 'good%2B', 'good+'],
    ['%26 and %3D as marks of the text', 'a%26b%3Dc', 'a&b=c'],
    ['an equals sign as it is', 'a=b', 'a=b'],
    ['lower-case digits', '%e5%a5%bd', '好'],
    ['characters as they are', '好', '好'],
    ['four bytes', '%F0%9F%91%8D', '👍'],
  ])('reads %s', async (_, query, text) => {
    const received = await checkAnswer(await send(`/sentiment?text=${query}`));
    expect(received).toEqual(await (await postJson({ text })).json());
  });

  it('takes empty pairs and an encoded name', async () => {
    await checkAnswer(await send('/sentiment?&te%78t=good&'));
  });

  it('takes a text that fills the longest URL, and says that it read less', async () => {
    const { truncated } = await checkAnswer(await send(pathOfLength(MAX_URL_LENGTH)));
    expect(truncated).toBe(true);
  });

  it.each(['ดีมาก', '!!!'])('says of %s that it knows nothing of it', async (text) => {
    expect(await checkAnswer(await get(text))).toMatchObject({ known: 0, language: 'und' });
  });

  it('gives equal answers to equal texts', async () => {
    expect(await (await get('a good film')).json()).toEqual(await (await get('a good film')).json());
  });
});

describe('GET /sentiment?explain=true', () => {
  it.each(["I don't think it's good 👍🏽", '这部电影太好看了！', 'a <b>fine</b> film\n\nno?'])(
    'adds to the answer about %j a weight a token, with its place in the text',
    async (text) => {
      const query = new URLSearchParams({ text, explain: 'true' });
      const { explanation, ...answer }: Classification = await (await send(`/sentiment?${query}`)).json();
      expect(answer).toEqual(await (await get(text)).json());
      expect(explanation).toHaveLength(answer.tokens);
      let total = 0;
      let at = 0;
      for (const { token, start, end, weight } of explanation!) {
        expect(token).not.toBe('');
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
        total += Math.abs(weight);
      }
      expect(at).toBeLessThanOrEqual(text.length);
      expect(total).toBeCloseTo(answer.known > 0 ? 1 : 0, 4);
    },
  );

  it('gives zeros where nothing is known', async () => {
    const { explanation }: Classification = await (await send('/sentiment?text=!!!&explain=true')).json();
    expect(explanation).toEqual([{ token: '!!!', start: 0, end: 3, weight: 0 }]);
  });

  it('adds nothing for explain=false', async () => {
    await checkAnswer(await send('/sentiment?text=good&explain=false'));
  });
});

describe('POST /sentiment', () => {
  it('answers one text', async () => {
    const answer = await checkAnswer(await postJson({ text: '不好看 👎' }));
    expect(answer).toEqual(await (await get('不好看 👎')).json());
  });

  it('takes 20,000 characters and says that it read fewer', async () => {
    const { truncated } = await checkAnswer(await postJson({ text: 'good '.repeat(4000) }));
    expect(truncated).toBe(true);
  });

  it('answers texts in their order', async () => {
    const texts = ['good', '很好', '!!!', 'a b c d', 'good'];
    const response = await postJson({ texts });
    expect(response.status).toBe(200);
    const body: { results: Classification[] } = await response.json();
    expect(Object.keys(body)).toEqual(['results']);
    const single = await Promise.all(texts.map(async (text) => (await get(text)).json()));
    expect(body.results).toEqual(single);
    expect(body.results.map(({ tokens }) => tokens)).toEqual([1, 2, 1, 4, 1]);
  });

  it('answers 64 texts, the most', async () => {
    const response = await postJson({
      texts: Array.from({ length: 64 }, (_, i) => 'a '.repeat((i % 8) + 1)),
    });
    const { results }: { results: Classification[] } = await response.json();
    expect(results.map(({ tokens }) => tokens)).toEqual(Array.from({ length: 64 }, (_, i) => (i % 8) + 1));
    results.forEach(checkClassification);
  });

  it('answers 55 texts of 22 words as each alone, and refuses them with 17 tokens more', async () => {
    const words = (count: number) => 'word '.repeat(count).trim();
    const texts = Array.from({ length: 55 }, () => words(22));
    const response = await postJson({ texts: [...texts, words(16)] });
    expect(response.status).toBe(200);
    const { results }: { results: Classification[] } = await response.json();
    const alone = await (await get(words(22))).json();
    expect(results.slice(0, 55)).toEqual(Array(55).fill(alone));
    expect(results[55].tokens).toBe(16);
    const refused = await postJson({ texts: [...texts, words(17)] });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ needed: 1227, exact: true, allowed: 1226 });
  });

  it('cuts a long text in a list as alone', async () => {
    const text = 'good '.repeat(3000);
    const { results }: { results: Classification[] } = await (await postJson({ texts: [text] })).json();
    expect(results).toEqual([await (await get(text)).json()]);
    expect(results[0].truncated).toBe(true);
  });

  it('answers with a problem at the place of each text that has no answer, and with the others all the same', async () => {
    const texts = ['good', ' ', 'a'.repeat(20_001), 5, null, ['good'], '\u200b', 'bad', { text: 'good' }];
    const response = await postJson({ texts });
    expect(response.status).toBe(200);
    const { results }: { results: (Classification & Problem & { pointer: string })[] } =
      await response.json();
    expect(results[0]).toEqual(await (await get('good')).json());
    expect(results[7]).toEqual(await (await get('bad')).json());
    const problems = results.flatMap(({ type, status, detail, pointer }) =>
      type === undefined ? [] : [[pointer, type, status, detail]],
    );
    const blank = ['/problems/text-blank', 400];
    const visible = 'has no visible character, at least one is needed.';
    const invalid = ['/problems/field-invalid', 400];
    expect(problems).toEqual([
      ['#/texts/1', ...blank, `"texts[1]" ${visible}`],
      [
        '#/texts/2',
        '/problems/text-too-long',
        413,
        '"texts[2]" has 20001 UTF-16 code units, allowed up to 20000.',
      ],
      ['#/texts/3', ...invalid, '"texts[3]" is the number 5, allowed a string.'],
      ['#/texts/4', ...invalid, '"texts[4]" is null, allowed a string.'],
      ['#/texts/5', ...invalid, '"texts[5]" is a list, allowed a string.'],
      ['#/texts/6', ...blank, `"texts[6]" ${visible}`],
      ['#/texts/8', ...invalid, '"texts[8]" is an object, allowed a string.'],
    ]);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    ' application/json ;x=y',
  ])('takes the content type %s', async (type) => {
    await checkAnswer(await post('{"text":"good"}', type));
  });

  it.each<[string, BodyInit]>([
    ['white space around it', ' \r\n{"text": "good"}\n'],
    ['a byte order mark', '\ufeff{"text":"good"}'],
    ['escapes, a lone surrogate among them', '{"text":"good \\u597d \\ud83d"}'],
    ['a field twice, of which the last counts', '{"text":"bad","text":"good"}'],
    ['128 kibibytes, the most', `{"text":"good"}${' '.repeat(128 * 1024 - 15)}`],
    ['20,000 characters, each an escape', `{"text":"${'\\u0061'.repeat(20_000)}"}`],
  ])('takes a body with %s', async (_, body) => {
    await checkAnswer(await post(body));
  });

  it('takes no encoding by the name of identity', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'identity' };
    await checkAnswer(await send('/sentiment', { method: 'POST', body: '{"text":"good"}', headers }));
  });
});

it.each(['/sentiment/?text=good', '/model/', '/health/'])('%s answers as without the slash', async (path) => {
  const [slashed, plain] = await Promise.all([send(path), send(path.replace('/?', '?').replace(/\/$/, ''))]);
  expect(slashed.status).toBe(200);
  expect(await slashed.json()).toEqual(await plain.json());
  const refused = await send(path, { method: 'PUT' });
  expect(refused.status).toBe(405);
  expect(refused.headers.get('Allow')).toContain('GET, HEAD');
});

describe('GET /model and /health', () => {
  it('answer with the card and with what runs', async () => {
    expect(await (await send('/model')).json()).toEqual(card);
    expect(await (await send('/health')).json()).toEqual({ status: 'ok', model: MODEL });
  });
});

it.each([
  ['/sentiment?text=good', 200],
  ['/model', 200],
  ['/health', 200],
  ['/sentiment', 400],
  ['/nowhere', 404],
])('HEAD %s answers %i, the headers of GET and no body', async (path, status) => {
  const [head, whole] = await Promise.all([send(path, { method: 'HEAD' }), send(path)]);
  expect(head.status).toBe(status);
  expect(whole.status).toBe(status);
  expect(head.headers.get('Content-Type')).toBe(whole.headers.get('Content-Type'));
  expect(await head.text()).toBe('');
});

/** A stream of bytes in pieces, as the bodies of real requests are. */
function inPieces(text: string, size: number): ReadableStream {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

it.each([1, 7, 100_000])('POST reads a body in pieces of %i bytes whole', async (size) => {
  const text = 'Never boring, always surprising.';
  const whole = await (await get(text)).json();
  const response = await post(inPieces(`{"text":"${text}"${' '.repeat(500)}}`, size));
  expect(await response.json()).toEqual(whole);
});
