import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../src/model/classifier.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { sha256, versionOf } from '../../trainer/scoring/load.ts';
import golden from './sentiment.json' with { type: 'json' };

const bytes = readFileSync(new URL('../../src/weights/default.safetensors', import.meta.url));
const known: readonly string[] = golden.knownFailures;
const classifier = loadClassifier(bytes, { verify: sha256 });
const wrong = golden.texts.filter(([text, label]) => classifier.classify(text).label !== label).map(([text]) => text);

describe('the default model', () => {
  it('is the one that its card names', () => expect(versionOf(bytes)).toBe(card.version));

  it.each(golden.texts.filter(([text]) => !known.includes(text)))(
    'is right about: %s (%s)',
    (text, label) => expect(classifier.classify(text).label).toBe(label),
  );

  it(`is wrong about ${known.length} of ${golden.texts.length} golden texts, all of them listed`, () => {
    expect(wrong).toEqual(known);
  });
});
