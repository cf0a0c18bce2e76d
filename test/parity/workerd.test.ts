import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { readSample } from '../../trainer/corpora/sample.ts';
import { type Server, serve } from '../../trainer/experiment/serve.ts';
import { loadExamples } from '../../trainer/read/load.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import { sha256 } from '../../trainer/scoring/load.ts';

/** Few enough that one request may have them together. */
const BATCH = 16;

const bytes = readFileSync(new URL('../../src/weights/default.safetensors', import.meta.url));
const classifier = loadClassifier(bytes, { verify: sha256, engine: kernelEngine });
let server: Server;

beforeAll(async () => {
  server = await serve(bytes, card, 0);
}, 90_000);

afterAll(async () => {
  server.stop();
  await server.ended;
});

it('workerd answers the 3,000 review sentences of the sample as Node does', async () => {
  const { train, test } = readSample();
  await expectSameAnswers([...train, ...test].map(({ text }) => text));
});

/** `EVALUATION_SET=dev.tsv npm test` does the same for a labelled file, such as the whole dev set of SST-2. */
it.runIf(process.env.EVALUATION_SET)('workerd answers the texts of EVALUATION_SET as Node does', async () => {
  const { examples: rows } = await loadExamples(process.env.EVALUATION_SET as string, { report: () => {} });
  await expectSameAnswers(rows.map(({ text }) => text));
});

async function expectSameAnswers(texts: string[]): Promise<void> {
  expect(texts.length).toBeGreaterThan(0);
  for (let begin = 0; begin < texts.length; begin += BATCH) {
    const batch = texts.slice(begin, begin + BATCH);
    const response = await fetch(`${server.url}/sentiment`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ texts: batch }),
    });
    expect(await response.json()).toEqual({ results: batch.map((text) => classifier.classify(text)) });
  }
}
