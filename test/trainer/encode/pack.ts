import type { NetworkConfig } from '../../../src/model/network/config.ts';
import type { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { encodeTokens, type Packed, packDataset } from '../../../trainer/encode/dataset.ts';
import { TextCollector, TextNumbers, type Texts } from '../../../trainer/encode/texts.ts';
import type { Example } from '../../../trainer/read/examples.ts';

/** Rows as training reads them, their labels numbered as in `labels`. */
export function collectExamples(
  rows: readonly Example[],
  labels: readonly string[],
  maxTokens: number,
): { texts: Texts; numbers: TextNumbers; all: Int32Array } {
  const numbers = new TextNumbers();
  const collector = new TextCollector(numbers, maxTokens);
  for (const row of rows) collector.add(row, labels.indexOf(row.label));
  return { texts: collector.texts(), numbers, all: Int32Array.from(rows.keys()) };
}

/** Rows as a dataset. */
export function packExamples(
  rows: readonly Example[],
  vocabulary: Vocabulary,
  { labels, maxTokens, ...network }: Pick<NetworkConfig, 'labels' | 'ngramBuckets' | 'ngrams' | 'maxTokens'>,
): Packed {
  const { texts, numbers, all } = collectExamples(rows, labels, maxTokens);
  return packDataset(texts, all, encodeTokens(numbers.tokens.strings(), vocabulary, network));
}
