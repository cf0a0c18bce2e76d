import { reweighed } from '../contract/model.ts';
/**
 * Writes logits.json: the default model's logits through the kernel, in Node. The tests hold Node and workerd to these
 * very bits; run `node test/golden/logits.ts` when the default model or the order of its sums has changed on purpose.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadClassifier } from '../../src/model/classifier.ts';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import sentiment from './sentiment.json' with { type: 'json' };

const TEXTS = 18;
const weights = new URL('../../src/weights/default.safetensors', import.meta.url);
const bytes = readFileSync(weights);
const classifier = loadClassifier(bytes, { engine: kernelEngine });
const small = loadClassifier(reweighed(bytes, 'i8'), { engine: kernelEngine });
const texts = sentiment.texts.slice(0, TEXTS).map(([text]) => text);
texts.push('good', sentiment.texts.map(([text]) => text).join(' '));
// Number to JSON and back is exact for float32.
const rows = texts.map((text) => {
  const [logits, i8] = [classifier, small].map((model) => [...model.logits(text)!]);
  return `  ${JSON.stringify({ text, logits, i8 })}`;
});
const file = `{ "model": "${classifier.model}", "texts": [\n${rows.join(',\n')}\n] }\n`;
writeFileSync(new URL('logits.json', import.meta.url), file);
