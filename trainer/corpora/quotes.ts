import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { asPlainText, type BadRow, type CorpusExample, named, readTable } from './rows.ts';

const labelOf = named({ fresh: 'positive', rotten: 'negative', none: null });
/** What stands in the place of a quote whose review is not in English. */
const FOREIGN = /\[?full review (?:is )?in \p{L}+/iu;

/**
 * Critics' quotes on films, as Rotten Tomatoes had them in 2018: `id`, `review` and `fresh` among the columns, in Latin 1. The
 * quotes on a film are one split group, so that those of one review are too.
 */
export function readQuotes(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const columns = { text: 'review', label: 'fresh', labelOf, splitGroup: filmIn('id', 'rt-reviews') };
  const unpacked = createReadStream(path).pipe(createGunzip());
  return inEnglish(
    readTable(path, unpacked, columns, { delimiter: '\t', encoding: 'latin1', relaxQuotes: true }),
  );
}

/** The same of another time, `quote`, `fresh` and `rtid` among the columns. */
export function readCritics(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const columns = { text: 'quote', label: 'fresh', labelOf, splitGroup: filmIn('rtid', 'rt-critics') };
  return inEnglish(readTable(path, createReadStream(path), columns));
}

/** Two corpora number films in their own ways. */
function filmIn(column: string, corpus: string) {
  return (record: Readonly<Record<string, string>>) => `${corpus}:${record[column]}`;
}

async function* inEnglish(
  rows: AsyncGenerator<CorpusExample | BadRow>,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of asPlainText(rows)) {
    if ('problem' in row || !FOREIGN.test(row.text)) yield row;
  }
}
