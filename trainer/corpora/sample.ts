import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Example } from '../read/examples.ts';
import { digestKey } from '../read/heldout.ts';

/**
 * The demo's sample: 3,000 sentences from reviews at Amazon, IMDb and Yelp, half of them positive, which the package
 * `sentiment` carries as its own test data. Nothing is downloaded.
 *
 * Sentiment Labelled Sentences, D. Kotzias, UCI Machine Learning Repository, 2015, CC BY 4.0,
 * https://doi.org/10.24432/C57604.
 */
type Sample = { train: Example[]; test: Example[] };

const SOURCES = ['amazon', 'imdb', 'yelp'] as const;
const LABELS = ['negative', 'positive'] as const;
/** A text whose digest begins with a byte below this is in the test part: 51 of 256, about a fifth. */
const TEST_BYTES = 51;

const require = createRequire(import.meta.url);

/** Reads the sample. The digest of a text alone decides its part, so equal texts are in the same one. */
export function readSample(): Sample {
  const rows = SOURCES.flatMap(readSource).map((row, index) => ({ ...row, line: index + 1 }));
  const { test = [], train = [] } = Object.groupBy(rows, ({ text }) => (isTest(text) ? 'test' : 'train'));
  return { train, test };
}

function readSource(name: string): Omit<Example, 'line'>[] {
  const path = require.resolve(`sentiment/test/fixtures/${name}.json`);
  const entries: { text: string; class: 0 | 1 | null }[] = JSON.parse(readFileSync(path, 'utf8'));
  // Each file ends with an entry without text and class.
  return entries
    .filter(({ text }) => text.trim() !== '')
    .map((entry) => ({ text: entry.text.trim(), label: LABELS[entry.class ?? 0] }));
}

function isTest(text: string): boolean {
  return createHash('sha256').update(digestKey(text), 'utf8').digest()[0] < TEST_BYTES;
}
