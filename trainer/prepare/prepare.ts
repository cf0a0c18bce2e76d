import type { NetworkConfig } from '../../src/model/network/config.ts';
import { Vocabulary, type VocabularyTensors } from '../../src/model/text/vocabulary.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import { readTexts, relabel, TextNumbers, type Texts } from '../encode/texts.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { UserError } from '../errors.ts';
import { readDigests } from '../read/heldout.ts';
import {
  alikeLabels,
  checkLabels,
  nameBinaryLabels,
  nameLike,
  orderLabels,
  trainingLabels,
} from '../read/labels.ts';
import type { LoadOptions } from '../read/load.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { type Base, parametersFrom } from './base.ts';
import { type Classes, classesOf, describeClasses, summaryOf } from './classes.ts';
import { type ClassWeights, weighClasses } from './imbalance.ts';
import { packParts, type Subset, splitData, wholeParts } from './parts.ts';
import { describeRehearsal, readRehearsal, withRehearsal } from './rehearse.ts';
import { countSeen, describeSeen } from './seen.ts';
import { teach, teachersOf } from './teachers.ts';
import { readVectors, vectorRows } from './vectors.ts';

export type PrepareOptions = Omit<LoadOptions, 'report'> & {
  /** The labelled file to train on. */
  data: string;
  /** The labelled file to measure on; undefined keeps a share of `data` for it. */
  dev?: string | undefined;
  /** A file of digests of texts that must not be trained on. */
  excludeDigests?: string | undefined;
  /** A file of word vectors that the embedding begins with. */
  vectors?: string | undefined;
  /** A model to go on from; `network` is then its own. */
  base?: Base | undefined;
  /** Models to learn from as well. */
  teachers?: readonly string[] | undefined;
  /** A labelled file to rehearse beside the data, or true to learn what `base` says of the data; undefined for neither. */
  rehearse?: string | true | undefined;
  /** How labels weigh in training; `none` by default. */
  classWeights?: ClassWeights | undefined;
  /** What errors cost, by label; undefined where the model decides by its probabilities alone. */
  costs?: readonly LabelCost[] | undefined;
  /** Told how many texts of how many the teachers have judged. */
  onTaught?: ((done: number, size: number) => void) | undefined;
  /** `labels` and `vocabulary` are replaced by what the data has. */
  network: NetworkConfig;
  config: TrainConfig;
  /** Gives the config that the run has, once the data is read. */
  adapt?: ((found: { labels: readonly string[]; texts: number }) => TrainConfig) | undefined;
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
  /** Versions of the models that it learns from; left out where there are none. */
  teachers?: string[];
  /** Version of the model that it goes on from; left out where there is none. */
  base?: string;
  /** Rows that are rehearsed beside the data; left out where there are none. */
  rehearsed?: number;
  /** Dev texts that the model which the run goes on from was trained on; left out where none is known. */
  seen?: number;
  /** What the texts of each label weigh in training; left out where all weigh the same. */
  classWeights?: Record<string, number>;
  /** What errors cost, by label; left out where all cost the same. */
  costs?: Record<string, number>;
  /** Texts left out of training because dev has them in another split group; left out where there are none. */
  purged?: number;
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
  /** What the parameters begin with, by name; undefined where they are drawn. */
  start?: ReadonlyMap<string, Float32Array> | undefined;
  /** How labels weigh and decide. */
  classes: Classes;
  summary: DataSummary;
};

/**
 * Reads labelled files into what training needs, and reports what it found. No text is kept, only the numbers of its
 * tokens: a file of a million rows takes some hundred megabytes.
 *
 * @throws UserError when the data cannot be trained on.
 */
export async function prepareTraining(options: PrepareOptions): Promise<Prepared> {
  const { report } = options;
  const numbers = new TextNumbers();
  const { data, labels, rehearsal } = await readAll(options, numbers);
  const config = options.adapt?.({ labels, texts: data.size }) ?? options.config;
  const teachers = await teachersOf(options, labels);
  const dev = await readDev(options, labels, numbers);
  const own = dev ? wholeParts(data, dev) : splitData(data, numbers, config);
  const parts = rehearsal ? withRehearsal(own, rehearsal) : own;
  const packed = packParts(parts, numbers, { ...options.network, labels }, { ...options, config });
  const classes = classesOf(packed.train, own.train, labels, options);
  const seen = countSeen(options.base?.known, own.dev, numbers.groups);
  const vectors = await loadVectors(options, packed.network, packed.vocabulary);
  const summary = {
    labels: countLabels(own.train, labels),
    train: packed.train.size,
    dev: packed.dev.size,
    bad: data.bad + (dev?.bad ?? 0),
    excluded: data.excluded,
    empty: packed.empty,
    shared: dev ? countShared(data, dev) : 0,
    vocabulary: packed.network.vocabulary,
    vectors: vectors.size,
    ...(parts.purged > 0 ? { purged: parts.purged } : {}),
    ...(rehearsal ? { rehearsed: parts.train.selected.length - own.train.selected.length } : {}),
    ...(seen > 0 ? { seen } : {}),
    ...summaryOf(classes, labels),
  };
  const rehearsed = describeRehearsal(summary.rehearsed ?? 0);
  const notes = [...describeSeen(seen, own.dev.selected.length), ...describeClasses(classes, labels)];
  for (const line of [...describe(summary), ...rehearsed, ...notes]) report(line);
  const { dev: devSet, network, vocabulary } = packed;
  const weighed = weighClasses(packed.train, classes.weights);
  const prepared = {
    ...{ network, config, train: weighed, dev: devSet, vocabulary, vectors, classes },
    ...startWith(options.base, packed, summary, report),
  };
  if (teachers === undefined) return prepared;
  report(`learning from ${teachers.versions.join(', ')}`);
  const asked = { ...parts.train, tokens: () => numbers.tokens.strings() };
  const train = { ...prepared.train, teacher: await teach(teachers, asked, options) };
  return { ...prepared, train, summary: { ...prepared.summary, teachers: teachers.versions } };
}

/** The data and what is rehearsed beside it, their labels numbered alike. */
async function readAll(options: PrepareOptions, numbers: TextNumbers) {
  const { data, labels } = await readData(options, numbers);
  const { rehearse, base, network } = options;
  if (typeof rehearse !== 'string') return { data, labels, rehearsal: undefined };
  const own = { labels, maxTokens: network.maxTokens };
  const rehearsal = await readRehearsal({ ...options, rehearse, base }, own, numbers);
  const renumbered = labels.map((label) => rehearsal.labels.indexOf(label));
  const moved = { ...data, labels: data.labels.map((label) => renumbered[label]) };
  return { data: moved, labels: rehearsal.labels, rehearsal };
}

/** What a run begins with that goes on from a model, and its summary. */
function startWith(
  base: Base | undefined,
  { network, vocabulary }: Pick<Prepared, 'network' | 'vocabulary'>,
  summary: DataSummary,
  report: (message: string) => void,
): Pick<Prepared, 'start' | 'summary'> {
  if (base === undefined) return { summary };
  const { labels, vocabulary: tokens } = base.model.config;
  const more = (network.vocabulary - tokens).toLocaleString('en-US');
  report(`going on from ${base.model.version}, with ${more} tokens more`);
  const fresh = network.labels.filter((label) => !labels.includes(label));
  if (fresh.length > 0) report(`new to it: ${fresh.join(', ')}; it knows ${labels.join(', ')}`);
  return {
    start: parametersFrom(base, network, vocabulary),
    summary: { ...summary, base: base.model.version },
  };
}

/** Tokens that are kept of a text of which training reads stretches: of film reviews, one in a hundred is longer. */
const CROPPED_TOKENS = 1024;

/** The file to train on, with its labels numbered as in `labels`. */
async function readData(options: PrepareOptions, numbers: TextNumbers) {
  const { data: path, excludeDigests, network, config, signal } = options;
  const excluded =
    excludeDigests === undefined ? new Set<string>() : await readDigests(excludeDigests, signal);
  // A stretch may be read of any part of a long text.
  const maxTokens = config.cropTokens > 0 ? Math.max(CROPPED_TOKENS, network.maxTokens) : network.maxTokens;
  const texts = await readTexts(path, { ...options, maxTokens, excluded }, numbers);
  if (texts.size === 0) {
    throw new UserError(`every row of ${path} is held out by ${excludeDigests}: nothing is left`);
  }
  const named = nameBinaryLabels(texts.firsts);
  const used = new Set(texts.labels);
  const trained = named.filter((_, number) => used.has(number));
  const labels = trainingLabels(path, trained);
  for (const note of alikeLabels(trained)) options.report(note);
  return { data: { ...texts, ...relabel(texts, named, labels) }, labels };
}

/** The dev file, with its labels numbered as in `labels`. */
async function readDev(options: PrepareOptions, labels: readonly string[], numbers: TextNumbers) {
  const { dev: path, network } = options;
  if (path === undefined) return undefined;
  // All of it is dev.
  const whole = { ...options, splitGroupColumn: false } as const;
  const read = { ...whole, maxTokens: network.maxTokens, excluded: new Set<string>() };
  const texts = await readTexts(path, read, numbers);
  const named = nameLike(labels, texts.firsts);
  checkLabels(path, named, labels);
  return { ...texts, ...relabel(texts, named, labels) };
}

async function loadVectors(
  { vectors: path, signal }: PrepareOptions,
  { embedding }: NetworkConfig,
  tensors: VocabularyTensors,
): Promise<Map<number, Float32Array>> {
  if (path === undefined) return new Map();
  const vocabulary = new Vocabulary(tensors);
  const read = await readVectors(path, new Set(tokensOf(vocabulary)), signal);
  if (read.columns !== embedding) {
    throw new UserError(
      `embedding is ${embedding}, the vectors of ${path} have ${read.columns} numbers: say --embedding ${read.columns}`,
    );
  }
  return vectorRows(read, (word) => vocabulary.lookup(word));
}

/** Texts of each label, by falling number, then by name. */
function countLabels({ texts, selected }: Subset, labels: readonly string[]): Record<string, number> {
  const counts = labels.map(() => 0);
  for (const text of selected) counts[texts.labels[text]]++;
  return Object.fromEntries(orderLabels(labels.map((label, number) => [label, counts[number]])));
}

/** Dev texts that stand in the data too. */
function countShared(data: Texts, dev: Texts): number {
  const known = new Set(data.groups);
  return dev.groups.filter((group) => known.has(group)).length;
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
  purged = 0,
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
  if (purged > 0) {
    lines.push(
      `${purged.toLocaleString('en-US')} texts left out of training: dev has them in another split group`,
    );
  }
  if (shared > 0) {
    lines.push(
      `note: ${shared.toLocaleString('en-US')} dev texts are trained on too, so the dev figures flatter`,
    );
  }
  return lines;
}
