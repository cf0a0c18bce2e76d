import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { groupKey } from '../read/split.ts';
import { readZip } from './archives.ts';
import { type BadRow, BINARY, type CorpusExample, linesOf, readTabs, type Sentiment } from './rows.ts';
import { phrasesOf } from './trees.ts';

/** `sentence<TAB>label`, after a header. */
export function readGlue(path: string) {
  return readTabs(basename(path), createReadStream(path), ([text, label]) =>
    label === 'label' ? null : { text, label: BINARY[label] },
  );
}

const LEVELS: readonly Sentiment[] = ['negative', 'negative', 'neutral', 'positive', 'positive'];

/**
 * Penn Treebank trees, `(3 (2 It) (4 works))`: each phrase with its level, or only the whole sentences. A sentence and its
 * phrases are one split group.
 */
export async function* readTrees(
  path: string,
  wanted: string,
  kind: 'phrases' | 'sentences',
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const { bytes } of readZip(path, (name) => name === wanted)) {
    for await (const row of linesOf(wanted, [bytes])) {
      if ('problem' in row) {
        yield row;
        continue;
      }
      const phrases = phrasesOf(row.text);
      const sentence = phrases?.at(-1);
      if (phrases === null || sentence === undefined) yield { place: row.place, problem: 'is no tree' };
      else {
        const splitGroup = groupKey(sentence.text);
        for (const { level, text } of kind === 'phrases' ? phrases : [sentence]) {
          yield { place: row.place, text, label: LEVELS[level], splitGroup };
        }
      }
    }
  }
}
