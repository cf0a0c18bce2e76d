import type { NetworkConfig } from '../../src/model/network.ts';
import { parseNetworkConfig } from '../../src/model/network.ts';
import { buildVocabulary, Vocabulary, type VocabularyTensors } from '../../src/model/vocabulary.ts';
import type { TrainConfig } from '../config.ts';
import { UserError } from '../errors.ts';
import { type Dataset, packDataset } from './dataset.ts';
import { excludeDigests, readDigests } from './digest.ts';
import { checkLabels, countLabels, nameBinaryLabels, trainingLabels } from './labels.ts';
import { type LoadOptions, loadRows } from './load.ts';
import type { Row } from './rows.ts';
import { groupKey, splitRows } from './split.ts';
import { readVectors, vectorRows } from './vectors.ts';
import { chooseTokens, countTokens } from './vocabulary.ts';

export type PrepareOptions = Omit<LoadOptions, 'report'> & {
  /** The labelled file to train on. */
  data: string;
  /** The labelled file to measure on; undefined keeps a share of `data` for it. */
  dev?: string | undefined;
  /** A file of digests of texts that must not be trained on. */
  excludeDigests?: string | undefined;
  /** A file of word vectors that the embedding begins with. */
  vectors?: string | undefined;
  /** `labels` and `vocabulary` are replaced by what the data has. */
  network: NetworkConfig;
  config: TrainConfig;
  report: (message: string) => void;
};

/** What was read, in figures. No path, clock or host: it may go into the model file. */
export type DataSummary = {
  /** Texts of each label, in training. */
  labels: Record<string, number>;
  train: number;
  dev: number;
  /** Rows left out because they could not be used. */
  bad: number;
  /** Rows left out because their texts are held out. */
  excluded: number;
  /** Texts left out because they have no token. */
  empty: number;
  /** Dev texts that are in training too; only a dev file of its own can have them. */
  shared: number;
  vocabulary: number;
  /** Tokens whose embedding began as a word vector. */
  vectors: number;
};

/** All that training needs. */
export type Prepared = {
  network: NetworkConfig;
  config: TrainConfig;
  train: Dataset;
  dev: Dataset;
  vocabulary: VocabularyTensors;
  /** Embedding rows that begin as word vectors. */
  vectors: Map<number, Float32Array>;
  summary: DataSummary;
};

/**
 * Reads labelled files into what training needs, and reports what it found.
 *
 * @throws UserError when the data cannot be trained on.
 */
export async function prepareTraining(options: PrepareOptions): Promise<Prepared> {
  const { data, dev, config, report } = options;
  const loaded = await loadRows(data, options);
  const { rows, dropped: excluded } = await exclude(nameBinaryLabels(loaded.rows), options);
  const labels = trainingLabels(data, rows);
  const devRows = dev === undefined ? undefined : await loadDev(dev, labels, options);
  const parts = devRows === undefined ? splitData(rows, config) : { train: rows, dev: devRows.rows };
  const prepared = packParts(parts, { ...options.network, labels }, config);
  const vectors = await loadVectors(options.vectors, prepared.network, prepared.vocabulary);
  const summary = {
    labels: Object.fromEntries(countLabels(parts.train)),
    train: prepared.train.size,
    dev: prepared.dev.size,
    bad: loaded.bad + (devRows?.bad ?? 0),
    excluded,
    empty: prepared.empty,
    shared: devRows === undefined ? 0 : countShared(parts),
    vocabulary: prepared.network.vocabulary,
    vectors: vectors.size,
  };
  for (const line of describe(summary)) report(line);
  const { network, train, dev: packedDev, vocabulary } = prepared;
  return { network, config, train, dev: packedDev, vocabulary, vectors, summary };
}

async function loadVectors(
  path: string | undefined,
  { embedding }: NetworkConfig,
  tensors: VocabularyTensors,
): Promise<Map<number, Float32Array>> {
  if (path === undefined) return new Map();
  const vocabulary = new Vocabulary(tensors);
  const words = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
  const read = await readVectors(path, new Set(words));
  if (read.columns !== embedding) {
    throw new UserError(
      `embedding is ${embedding}, the vectors of ${path} have ${read.columns} numbers: say --embedding ${read.columns}`,
    );
  }
  return vectorRows(read, (word) => vocabulary.lookup(word));
}

type Parts = { train: Row[]; dev: Row[] };

async function exclude(rows: Row[], { excludeDigests: path, data }: PrepareOptions) {
  if (path === undefined) return { rows, dropped: 0 };
  const kept = excludeDigests(rows, await readDigests(path));
  if (kept.rows.length === 0)
    throw new UserError(`every row of ${data} is held out by ${path}: nothing is left`);
  return kept;
}

async function loadDev(path: string, labels: readonly string[], options: PrepareOptions) {
  const loaded = await loadRows(path, options);
  const rows = labels.includes('0') || labels.includes('1') ? loaded.rows : nameBinaryLabels(loaded.rows);
  checkLabels(path, rows, labels);
  return { rows, bad: loaded.bad };
}

function splitData(rows: Row[], { devShare, seed }: TrainConfig): Parts {
  const parts = splitRows(rows, { share: devShare, seed });
  if (parts.dev.length > 0) return parts;
  throw new UserError(
    `${rows.length} rows are too few to keep some for dev: each label has only one text; give more or --dev FILE`,
  );
}

function packParts(parts: Parts, choices: NetworkConfig, config: TrainConfig) {
  const counts = countTokens(parts.train, choices.maxTokens);
  const tokens = chooseTokens(counts, config);
  if (tokens.length === 0) {
    throw new UserError(
      `none of the ${counts.size} different tokens occurs ${config.minCount} times; say --min-count 1`,
    );
  }
  const network = parseNetworkConfig({ ...choices, vocabulary: tokens.length });
  const vocabulary = buildVocabulary(tokens);
  const words = new Vocabulary(vocabulary);
  const train = packDataset(parts.train, words, network);
  const dev = packDataset(parts.dev, words, network);
  if (dev.dataset.size === 0) throw new UserError('no dev text has a token: give more rows or --dev FILE');
  const empty = train.dropped + dev.dropped;
  return { network, vocabulary, train: train.dataset, dev: dev.dataset, empty };
}

function countShared({ train, dev }: Parts): number {
  const known = new Set(train.map(({ text }) => groupKey(text)));
  return dev.filter(({ text }) => known.has(groupKey(text))).length;
}

function describe({
  labels,
  train,
  dev,
  excluded,
  empty,
  shared,
  vocabulary,
  vectors,
}: DataSummary): string[] {
  const counts = Object.entries(labels).map(([label, count]) => `${label} ${count.toLocaleString('en-US')}`);
  const lines = [
    `training on ${train.toLocaleString('en-US')} texts: ${counts.join(', ')}`,
    `measuring on ${dev.toLocaleString('en-US')} dev texts`,
    `knowing ${vocabulary.toLocaleString('en-US')} tokens`,
  ];
  if (vectors > 0) lines.push(`${vectors.toLocaleString('en-US')} of them begin as word vectors`);
  if (excluded > 0) lines.push(`${excluded.toLocaleString('en-US')} rows left out: their texts are held out`);
  if (empty > 0) lines.push(`${empty.toLocaleString('en-US')} texts left out: they have no token`);
  if (shared > 0) {
    lines.push(
      `note: ${shared.toLocaleString('en-US')} dev texts are trained on too, so the dev figures flatter`,
    );
  }
  return lines;
}
