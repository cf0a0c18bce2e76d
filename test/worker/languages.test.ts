import { describe, expect, it } from 'vitest';
import type { Classification } from '../../src/model/classification.ts';
import texts from '../model/text/languages.json';
import { get, post, postJson } from './http.ts';

const { en, zh, ...others } = texts;

describe('POST /sentiment of another language', () => {
  it.each(Object.entries(others))(
    'says und and is not confident, alone and in a batch: %s',
    async (_, all) => {
      const sentences = all.slice(0, 10);
      const { results } = await (await postJson({ texts: sentences })).json<{ results: Classification[] }>();
      for (const [i, { language, score }] of results.entries()) {
        expect({ text: sentences[i], language }).toEqual({ text: sentences[i], language: 'und' });
        expect(score).toBeLessThanOrEqual(0.5);
      }
      expect(await (await get(sentences[0])).json()).toEqual(results[0]);
      const lines = sentences.map((text) => JSON.stringify(text)).join('\n');
      const streamed = await (await post(lines, 'application/x-ndjson')).text();
      expect(
        streamed
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(results);
    },
  );
});

describe('GET /sentiment of what cannot be read', () => {
  it.each(['12345', '!!!', 'สวัสดีครับ', 'AB12-X9', '<br>'])('is neutral: %s', async (text) => {
    expect(await (await get(text)).json()).toMatchObject({
      ...{ label: 'neutral', score: 0.5, known: 0, language: 'und' },
    });
  });

  it.each(['\u200b', '\u2060\u200d', '\u061c', '\u180e', '\ufff9\ufffb', '\u{e0001}', '\u034f', '\u115f'])(
    'is refused as blank where nothing can be seen: %j',
    async (text) => {
      const response = await get(text);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: expect.stringContaining('/problems/text-blank') });
    },
  );
});
