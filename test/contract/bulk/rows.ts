import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { PartAnswers } from '../../../src/model/rows/answers.ts';
import { ROW_CPU, type RowFormat } from '../../../src/model/rows/format.ts';
import { servedModels } from '../../../trainer/report/served.ts';
import { kernelEngine } from '../../../trainer/scoring/engine.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** So that no string has the answers to a million rows. */
const STEP_BYTES = 64 * 1024;
const TEXTS = [
  'The room was bright and the breakfast better than anywhere else we stayed.',
  'Never again: two hours in line, and then they had lost our booking.',
  'It is a chair.',
  '东西很好,送得也快。',
  'The sound is great, but the battery lasts for an hour at most.',
];

/** Rows of NDJSON, one of a thousand of which is wrong. */
export function ndjson(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    i % 1000 === 999
      ? '{"text":\n'
      : `${JSON.stringify({ id: i, text: `${TEXTS[i % TEXTS.length]} (${i % 83})` })}\n`,
  ).join('');
}

/** The digest of the answers to a whole file by the model that the Worker serves, computed here. */
export function digestHere(file: string, format: RowFormat = 'ndjson'): string {
  const [{ weights }] = servedModels(ROOT);
  const classifier = loadClassifier(weights, { engine: kernelEngine, cpu: ROW_CPU });
  const bytes = Buffer.from(file);
  const answers = new PartAnswers(classifier, { begin: 0, end: bytes.length }, { format });
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += STEP_BYTES)
    hash.update(answers.push(bytes.subarray(at, at + STEP_BYTES)));
  return hash.update(answers.finish()).digest('hex');
}

export function digestOf(result: Buffer): string {
  return createHash('sha256').update(result).digest('hex');
}
