import { describe, expect, it } from 'vitest';
import { CORPORA } from '../../../trainer/corpora/corpora.ts';
import { MIXES, overlappingSources, tuned } from '../../../trainer/corpora/mixes.ts';
import type { BadRow, CorpusExample } from '../../../trainer/corpora/rows.ts';
import { SOURCES } from '../../../trainer/corpora/sources.ts';
import { groupKey } from '../../../trainer/read/split.ts';
import { temporaryFolder } from '../files.ts';
import { tarGz, zip } from './archives.ts';

const write = temporaryFolder();

/** `label: text` of each row, `place problem` of bad ones. */
async function show(rows: AsyncGenerator<CorpusExample | BadRow>): Promise<string[]> {
  const shown: string[] = [];
  for await (const row of rows) {
    shown.push('problem' in row ? `${row.place} ${row.problem}` : `${row.label}: ${row.text}`);
  }
  return shown;
}

const train = (source: string, ...paths: string[]) => show(CORPORA[source].train(paths));
const set = (source: string, name: string, ...paths: string[]) =>
  show(CORPORA[source].sets?.[name](paths) as AsyncGenerator<CorpusExample | BadRow>);

describe('CORPORA', () => {
  it('sst-trees: every phrase of the training trees; sst-sentences: whole sentences, of the dev trees too', async () => {
    const tree = '(3 (2 It) (4 (1 (2 -LRB-) (0 works)) (2 1\\/2)))';
    const path = write(
      'trees.zip',
      zip({ 'trees/train.txt': `${tree}\n(3 (2 It)\n`, 'trees/dev.txt': tree }),
    );
    expect(await train('sst-trees', path)).toEqual([
      'neutral: It',
      'neutral: (',
      'negative: works',
      'negative: ( works',
      'neutral: 1/2',
      'positive: ( works 1/2',
      'positive: It ( works 1/2',
      'trees/train.txt, line 2 is no tree',
    ]);
    const sentence = 'positive: It ( works 1/2';
    expect(await train('sst-sentences', path)).toEqual([sentence, 'trees/train.txt, line 2 is no tree']);
    expect(await set('sst-sentences', 'sst3.dev', path)).toEqual([sentence]);
  });

  it('sst-trees and sst-sentences: a sentence and its phrases are of one split group', async () => {
    const trees = ['(3 (2 It) (4 works))', '(1 (2 It) (0 drags))'];
    const path = write('groups.zip', zip({ 'trees/train.txt': `${trees.join('\n')}\n` }));
    const groups = async (name: string) => {
      const groups: (string | undefined)[] = [];
      for await (const row of CORPORA[name].train([path]))
        groups.push('text' in row ? row.splitGroup : row.problem);
      return groups;
    };
    const [works, drags] = ['It works', 'It drags'].map(groupKey);
    expect(await groups('sst-trees')).toEqual([works, works, works, drags, drags, drags]);
    expect(await groups('sst-sentences')).toEqual([works, drags]);
  });

  it('sst2-glue: after the header; a row without a known label is bad', async () => {
    const path = write('glue.tsv', 'sentence\tlabel\nfine \t1\nweak\t0\nodd\t2\n');
    const rows = ['positive: fine ', 'negative: weak', 'glue.tsv, line 4 has no text and label'];
    expect(await set('sst2-glue', 'sst2.dev', '', path)).toEqual(rows);
  });

  it('imdb: the official archive and the repacked one give equal rows', async () => {
    const reviews = { 'neg/1_2.txt': 'bad<br /><br />film', 'neg/10_3.txt': 'worse', 'pos/2_9.txt': 'good' };
    const archive = async (places: readonly string[]) => {
      const [bad, worse, good] = Object.entries(reviews).map(([name, text], i) => [
        `${places[i]}/${name}`,
        text,
      ]);
      const others = [
        ['aclImdb/train/unsup/3_0.txt', 'unlabelled'],
        ['aclImdb/test/pos/4_10.txt', 'test'],
        ['aclImdb/train/urls_pos.txt', 'http://'],
      ];
      return tarGz(Object.fromEntries([good, ...others, worse, bad]));
    };
    const official = write('official.tar.gz', await archive(Array(3).fill('aclImdb/train')));
    const places = ['aclImdb/val', 'aclImdb/train', 'aclImdb/val'];
    const repacked = write('repacked.tar.gz', await archive(places));
    const rows = ['negative: worse', 'negative: bad  film', 'positive: good'];
    expect(await train('imdb', official)).toEqual(rows);
    expect(await train('imdb', repacked)).toEqual(rows);
    expect(await set('imdb', 'imdb.test', official)).toEqual(['positive: test']);
  });

  it('amazon-hatn, android-apps, yelp-sentences: a file a label', async () => {
    const hatn = ['review_positive', 'review_negative'].map((name) =>
      write(name, `${name} &quot;x&quot;\n\n`),
    );
    expect(await train('amazon-hatn', ...hatn)).toEqual([
      'positive: review_positive "x"',
      'negative: review_negative "x"',
    ]);
    const apps = ['negative10k.txt', 'positive10k.txt'].map((name) => write(name, 'app\n'));
    expect(await train('android-apps', ...apps)).toEqual(['negative: app', 'positive: app']);
    const yelp = ['sentiment.dev.0', 'sentiment.dev.1'].map((name) => write(name, 'place\n'));
    expect(await train('yelp-sentences', ...yelp)).toEqual(['negative: place', 'positive: place']);
  });

  it('names lines that are no UTF-8', async () => {
    const path = write('negative10k.txt', new Uint8Array([0x66, 0x0a, 0xff, 0x0a]));
    expect(await train('android-apps', path)).toEqual([
      'negative: f',
      'negative10k.txt, line 2 is not UTF-8',
    ]);
  });

  it('pros-cons: without tags', async () => {
    const files = {
      'pros_cons/IntegratedCons.txt': '        <Cons>slow &amp; loud</Cons>\n<p>\n',
      'pros_cons/IntegratedPros.txt': '<Pros>Durabrite® inks</Pros>\n',
      'pros_cons/README.txt': 'about',
    };
    expect(await train('pros-cons', write('pc.zip', zip(files)))).toEqual([
      'negative: slow & loud',
      'positive: Durabrite® inks',
    ]);
  });

  it('semeval2017: quotes and escapes of all kinds', async () => {
    const lines = [
      '1\tpositive\tcan\\u2019t wait\\u002c really',
      '2\tneutral\t"says \\""hi\\"" &amp; goes"\t',
      '3\tnegative\thalf a quote"',
      '4\tneutral\tNot Available',
      '5\tunknown\ttext',
      '6\tneutral\t""',
    ];
    expect(await train('semeval2017', write('tweets.txt', lines.join('\n')))).toEqual([
      'positive: can’t wait, really',
      'neutral: says "hi" & goes',
      'negative: half a quote',
      'tweets.txt, line 5 has no text and label',
      'tweets.txt, line 6 has no text and label',
    ]);
  });

  it('goemotions: one pole beside neutral or ambiguous emotions counts, two poles do not', async () => {
    const emotions = ['0', '0,27', '4,6', '2', '2,7', '3,27', '27', '27,26', '22', '0,2', '0,6,14', '99'];
    const path = write('emotions.tsv', emotions.map((ids) => `${ids}\t${ids}\tid\n`).join(''));
    const rows = [
      ...['positive: 0', 'positive: 0,27', 'positive: 4,6', 'negative: 2', 'negative: 2,7', 'negative: 3,27'],
      ...['neutral: 27', 'emotions.tsv, line 12 has no text and label'],
    ];
    expect(await train('goemotions', path)).toEqual(rows);
    expect(await set('goemotions', 'goemotions3.dev', '', path)).toEqual(rows);
  });

  it('tweet-extraction: CSV with backticks for apostrophes', async () => {
    const path = write(
      'train.csv',
      'textID,text,selected_text,sentiment\n1,"I`d, well",x,neutral\n2,,,neutral\n',
    );
    expect(await train('tweet-extraction', path)).toEqual(["neutral: I'd, well"]);
  });

  it('Chinese CSV, plain and zipped, with a byte order mark', async () => {
    const csv = '\uFEFFlabel,review\n1,很好\n0,"不好，""真的"""\n7,怪\n';
    const rows = ['positive: 很好', 'negative: 不好，"真的"', 'r.csv, line 4 has the label "7"'];
    for (const source of ['zh-hotels', 'zh-waimai'])
      expect(await train(source, write('r.csv', csv))).toEqual(rows);
    expect(await train('zh-online-shopping', write('r.zip', zip({ 'r.csv': csv })))).toEqual(rows);
  });

  it('zh-chnsenticorp: train and dev, never test', async () => {
    const files = {
      'train.tsv': 'label\ttext_a\n1\t好\n',
      'dev.tsv': 'label\ttext_a\n0\t差\n',
      'test.tsv': '1\tx\n',
    };
    const path = write('chn.zip', zip(files));
    expect(await train('zh-chnsenticorp', path)).toEqual(['positive: 好']);
    expect(await set('zh-chnsenticorp', 'chnsenticorp.dev', path)).toEqual(['negative: 差']);
  });
});

describe('SOURCES', () => {
  it('can all be read, and are pinned by size and digest', () => {
    expect(SOURCES.map(({ name }) => name).sort()).toEqual(Object.keys(CORPORA).sort());
    for (const { url, copies } of SOURCES.flatMap(({ files }) => files)) {
      expect(url).toMatch(/^https:\/\//);
      for (const { bytes, digest } of copies) {
        expect(bytes).toBeGreaterThan(0);
        expect(digest).toMatch(/^(?:sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$/);
      }
    }
  });
});

describe('MIXES', () => {
  const namesOf = (mix: string) => MIXES[mix].parts.map(({ source }) => source.name);
  const uses = (name: string) => new Set(MIXES[name].parts.map(({ source }) => source.commercialUse));

  it('take nothing into default whose terms forbid commercial use, and only what allows it into strict', () => {
    expect(uses('default')).toEqual(new Set(['unstated', 'yes']));
    expect(uses('strict')).toEqual(new Set(['yes']));
    expect(uses('research')).toEqual(new Set(['unstated', 'yes', 'no']));
  });

  it('have every source, but what is for measuring alone', () => {
    const known = SOURCES.map(({ name }) => name).filter((name) => name !== 'sst2-glue');
    expect(namesOf('research').toSorted()).toEqual(known.toSorted());
    expect(namesOf('research').filter((name) => !namesOf('default').includes(name))).toEqual([
      'yelp-sentences',
    ]);
  });

  it('read a source before those that have its texts too', () => {
    const names = namesOf('default');
    const isBefore = (first: string, second: string) => names.indexOf(first) < names.indexOf(second);
    expect(isBefore('zh-chnsenticorp', 'zh-online-shopping')).toBe(true);
    expect(isBefore('imdb-counterfactual', 'imdb')).toBe(true);
    expect(isBefore('sst-sentences', 'sst-trees')).toBe(true);
  });

  it.each(Object.keys(MIXES))('take the same texts into the last stage of %s, weighed otherwise', (name) => {
    const { parts } = MIXES[name];
    const texts = (all: typeof parts) => all.map(({ source, cap }) => [source.name, cap]);
    expect(texts(tuned(parts))).toEqual(texts(parts));
    expect(tuned(parts)).not.toEqual(parts);
  });

  it('are calibrated without phrases of sentences that are trained on, and without our own', () => {
    expect(overlappingSources(tuned(MIXES.default.parts))).toEqual([
      'sst-trees',
      'templates',
      'news-and-service',
      'kinds',
    ]);
    expect(overlappingSources(tuned(MIXES.strict.parts))).toEqual(['templates', 'news-and-service', 'kinds']);
  });
});
