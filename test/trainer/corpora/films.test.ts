import { describe, expect, it } from 'vitest';
import { readReviewsByFilm } from '../../../trainer/corpora/films.ts';
import { collect, temporaryFolder } from '../files.ts';
import { tarGz } from './archives.ts';

const write = temporaryFolder();
const url = (title: string) => `http://www.imdb.com/title/${title}/usercomments\n`;
const REVIEWS = { 'a/train/pos/1_9.txt': 'good', 'a/train/neg/0_2.txt': 'bad', 'a/test/pos/0_9.txt': 'test' };

describe('readReviewsByFilm()', () => {
  it('gives each training review its film, by the line of its number', async () => {
    const films = {
      'a/train/urls_pos.txt': url('tt01') + url('tt02'),
      'a/train/urls_neg.txt': url('tt02'),
      'a/test/urls_pos.txt': url('tt09'),
    };
    const path = write('reviews.tar.gz', await tarGz({ ...films, ...REVIEWS }));
    const rows = await collect(readReviewsByFilm(path));
    expect(rows.map((row) => 'text' in row && [row.text, row.splitGroup])).toEqual([
      ['bad', 'tt02'],
      ['good', 'tt02'],
    ]);
  });

  it('refuses a copy that does not say which film a review is of', async () => {
    const path = write('copy.tar.gz', await tarGz(REVIEWS));
    await expect(collect(readReviewsByFilm(path))).rejects.toThrow(
      /does not say which film neg\/0_2\.txt is of: take the archive as Maas et al\. publish it/,
    );
  });
});
