import { UserError } from '../errors.ts';
import { readTarGz } from './archives.ts';
import { CORPORA } from './corpora.ts';
import type { BadRow, CorpusExample } from './rows.ts';

const FILMS = /\/train\/urls_(pos|neg)\.txt$/;
const TITLE = /\/title\/(tt\d+)\b/;
const REVIEW = /^(pos|neg)\/(\d+)_/;

/**
 * The training reviews of IMDb, each with its film as split group: up to thirty reviews are of one film, and name the same people.
 *
 * @throws UserError when the archive is damaged, or is a copy that does not say which film a review is of.
 */
export async function* readReviewsByFilm(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const films = new Map<string, string[]>();
  for await (const { path: name, bytes } of readTarGz(path, (entry) => FILMS.test(entry))) {
    const [, folder] = FILMS.exec(name) as RegExpExecArray;
    const lines = bytes.toString('utf8').split('\n');
    films.set(
      folder,
      lines.map((line) => TITLE.exec(line)?.[1] ?? ''),
    );
  }
  for await (const row of CORPORA.imdb.train([path])) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const [, folder = '', number = ''] = REVIEW.exec(row.place) ?? [];
    const splitGroup = films.get(folder)?.[Number(number)];
    if (!splitGroup) {
      throw new UserError(
        `${path} does not say which film ${row.place} is of: take the archive as Maas et al. publish it, with train/urls_pos.txt`,
      );
    }
    yield { ...row, splitGroup };
  }
}
