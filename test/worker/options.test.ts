import { describe, expect, it } from 'vitest';
import type { LabelScore } from '../../src/http/format.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Classification } from '../../src/model/classification.ts';
import { get, postJson, send } from './http.ts';

const MIXED = 'The food was wonderful and delicious. The staff was rude, awful and slow! It has a door.';

/** An answer to a text with options, by GET, POST and QUERY alike. */
async function ask(text: string, options: Record<string, unknown>): Promise<Classification & LabelScore[]> {
  const query = new URLSearchParams({ text, ...options } as Record<string, string>);
  const got = await send(`/sentiment?${query}`);
  expect(got.status).toBe(200);
  const answer = await got.json();
  expect(await (await postJson({ text, ...options })).json()).toEqual(answer);
  const inQuery = new URLSearchParams(options as Record<string, string>);
  expect(await (await postJson({ text }, `?${inQuery}`)).json()).toEqual(answer);
  const headers = { 'Content-Type': 'application/json' };
  const queried = await send('/sentiment', {
    method: 'QUERY',
    body: JSON.stringify({ text, ...options }),
    headers,
  });
  expect(await queried.json()).toEqual(answer);
  return answer as Classification & LabelScore[];
}

describe('sentences', () => {
  it('judges each sentence by itself, with its place in the text', async () => {
    const answer = await ask(MIXED, { sentences: true });
    const texts = answer.sentences!.map(({ start, end }) => MIXED.slice(start, end));
    expect(texts).toEqual([
      'The food was wonderful and delicious.',
      'The staff was rude, awful and slow!',
      'It has a door.',
    ]);
    for (const [i, { label, score, scores }] of answer.sentences!.entries()) {
      expect(await (await get(texts[i])).json()).toMatchObject({ label, score, scores });
    }
    expect(answer.mixed).toBe(true);
    expect(answer.sentences_truncated).toBe(false);
    const { sentences, mixed, sentences_truncated, ...rest } = answer;
    expect(rest).toEqual(await (await get(MIXED)).json());
  });

  it.each([
    ['Wonderful. Excellent food!', false],
    ['It has a door. A terrible, awful place.', false],
    ['很好，非常满意！服务太差了，非常失望！', true],
  ])('of %s says mixed: %s', async (text, mixed) => {
    expect((await ask(text, { sentences: true })).mixed).toBe(mixed);
  });

  it('gives of one sentence what it gives of the text', async () => {
    const { sentences, label, score, scores } = await ask('good film', { sentences: true });
    expect(sentences).toEqual([{ start: 0, end: 9, label, score, scores }]);
  });

  it('judges as many sentences as there is time for, and says that there are more', async () => {
    const { sentences, sentences_truncated, tokens } = await ask('A fine film. '.repeat(150), {
      sentences: true,
    });
    expect(tokens).toBe(600);
    expect(sentences_truncated).toBe(true);
    expect(sentences!.length).toBeGreaterThan(40);
    expect(sentences!.length).toBeLessThan(150);
  });

  it('has half of the time beside an explanation, which has the other half', async () => {
    const text = 'A fine film. '.repeat(50);
    const alone = await ask(text, { sentences: true });
    const both = await ask(text, { sentences: true, explain: true });
    expect(alone.sentences_truncated).toBe(false);
    expect(both.sentences_truncated).toBe(true);
    expect(both.explanation).toHaveLength(both.tokens);
    expect(both.label).toBe(alone.label);
  });
});

describe('top_k', () => {
  it.each([1, 2, 3, 1000])('of %i gives so many scores, the highest, and the same label', async (k) => {
    const whole = await ask('good film', {});
    const answer = await ask('good film', { top_k: k });
    const highest = Object.entries(whole.scores).sort((a, b) => b[1] - a[1]);
    expect(new Map(Object.entries(answer.scores))).toEqual(new Map(highest.slice(0, k)));
    expect({ ...answer, scores: whole.scores }).toEqual(whole);
  });
});

describe('threshold', () => {
  it('calls uncertain what is less probable, and leaves the scores', async () => {
    const whole = await ask('good film', {});
    expect(await ask('good film', { threshold: whole.score })).toEqual(whole);
    expect(await ask('good film', { threshold: 1 })).toEqual({ ...whole, label: 'uncertain' });
    const { sentences } = await ask(MIXED, { threshold: 1, sentences: true });
    expect(sentences!.map(({ label }) => label)).toEqual(['uncertain', 'uncertain', 'uncertain']);
  });
});

describe('language', () => {
  it('is taken as it is said', async () => {
    expect((await ask('good film', { language: 'zh' })).language).toBe('zh');
    expect((await ask('!!!', { language: 'en' })).language).toBe('en');
    expect((await ask('很好', {})).language).toBe('zh');
  });
});

describe('format=huggingface', () => {
  it('gives one text a flat list, the likeliest label first', async () => {
    const { scores } = await ask('good film', {});
    const list = await ask('good film', { format: 'huggingface' });
    expect(list).toEqual(
      Object.entries(scores)
        .map(([label, score]) => ({ label, score }))
        .sort((a, b) => b.score - a.score),
    );
    expect(await ask('good film', { format: 'huggingface', top_k: 1 })).toEqual(list.slice(0, 1));
  });

  it('gives several texts a list of such lists, with a problem where there is none', async () => {
    const response = await postJson({ texts: ['good film', ' ', 'bad'], format: 'huggingface' });
    const lists: unknown[] = await response.json();
    expect(lists[0]).toEqual(await ask('good film', { format: 'huggingface' }));
    expect(lists[1]).toMatchObject({ type: '/problems/text-blank', pointer: '#/texts/1' });
    expect(lists[2]).toEqual(await ask('bad', { format: 'huggingface' }));
  });
});

describe('items', () => {
  it('are answered with their ids, problems too', async () => {
    const items = [
      { id: 'a', text: 'good' },
      { text: 'bad', id: 2 },
      { text: 'good' },
      { id: 'd', text: ' ' },
      { id: 'e' },
      'good',
      { id: 'f', text: 'good', more: 1 },
      { id: 1.5, text: 'good' },
    ];
    const response = await postJson({ items, explain: false });
    expect(response.status).toBe(200);
    const { results }: { results: (Classification & Problem & { id?: unknown; pointer: string })[] } =
      await response.json();
    const alone = async (text: string) => (await (await get(text)).json()) as object;
    expect(results.slice(0, 3)).toEqual([
      { id: 'a', ...(await alone('good')) },
      { id: 2, ...(await alone('bad')) },
      await alone('good'),
    ]);
    expect(results.slice(3).map(({ id, type, detail, pointer }) => [id, type, detail, pointer])).toEqual([
      [
        'd',
        '/problems/text-blank',
        '"items[3].text" has no visible character, at least one is needed.',
        '#/items/3',
      ],
      ['e', '/problems/text-missing', '"items[4]" has no field "text".', '#/items/4'],
      [
        undefined,
        '/problems/field-invalid',
        '"items[5]" is a string, allowed an object with a "text".',
        '#/items/5',
      ],
      ['f', '/problems/field-unknown', '"items[6]" has a field "more", allowed "text", "id".', '#/items/6'],
      [
        undefined,
        '/problems/field-invalid',
        '"items[7].id" is the number 1.5, allowed a string of up to 200 characters, or a whole number up to 9007199254740991.',
        '#/items/7',
      ],
    ]);
  });
});

describe('ETag', () => {
  it('of an answer stands for it: the answer is not computed again', async () => {
    const response = await get('good film');
    const tag = response.headers.get('ETag')!;
    expect(tag).toMatch(/^"[0-9a-f]{12}-[0-9a-f]{12}-10"$/);
    expect(response.headers.get('Cache-Control')).toBe('private');
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await send('/sentiment?text=good+film', { headers: { 'If-None-Match': known } });
      expect([again.status, again.headers.get('ETag'), await again.text()]).toEqual([304, tag, '']);
    }
    for (const known of ['"other"', tag.slice(1)]) {
      const again = await send('/sentiment?text=good+film', { headers: { 'If-None-Match': known } });
      expect(again.status).toBe(200);
    }
  });

  it('stands beside no problem and no answer to a body', async () => {
    const known = { 'If-None-Match': '*' };
    expect((await send('/sentiment?text=', { headers: known })).status).toBe(400);
    expect((await postJson({ text: 'good' })).headers.has('ETag')).toBe(false);
  });
});

describe('a number in the query', () => {
  it.each(['0.3333333333333333', '0.30000000000000004', '1e-7', '0', '1', '1e0', '5E-324'])(
    'is read as in a body: threshold=%s',
    async (threshold) => {
      const got = await send(`/sentiment?text=good&threshold=${threshold}`);
      expect(got.status).toBe(200);
      const body = JSON.stringify({ text: 'good', threshold: Number(threshold) });
      const headers = { 'Content-Type': 'application/json' };
      expect(await got.json()).toEqual(
        await (await send('/sentiment', { method: 'POST', body, headers })).json(),
      );
    },
  );
});
