import type { NetworkConfig } from '../../src/model/network/config.ts';
import { Vocabulary, type VocabularyTensors } from '../../src/model/text/vocabulary.ts';
import type { SelectionFigures } from '../config/selection.ts';
import type { Choice } from '../config/start.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import { readTexts, TextNumbers, type Texts } from '../encode/texts.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { UserError } from '../errors.ts';
import type { Example } from '../read/examples.ts';
import { readDigests } from '../read/heldout.ts';
import { inShort } from '../read/labels.ts';
import type { LoadOptions } from '../read/load.ts';
import { describeLabelMap } from '../read/mapping.ts';
import type { LabelCost } from '../scoring/costs.ts';
import type { LearningCurve } from '../scoring/learningcurve.ts';
import type { WeightType } from '../scoring/quantise.ts';
import { type Base, type BaseTable, describeBase, parametersFrom, tableOf, weightTypeOf } from './base.ts';
import { describeRows } from './check/notes.ts';
import { CharacterCheck } from './check/rows.ts';
import { type Classes, classesOf, describeClasses, summaryOf } from './classes.ts';
import { type ClassWeights, weighClasses } from './imbalance.ts';
import { devLabels, type LabelOptions, settleLabels } from './labels.ts';
import type { Origin } from './origin.ts';
import { packParts, splitData, type TrainAndDev, wholeParts } from './parts.ts';
import { describeRehearsal, type Rehearsal, readRehearsal, withRehearsal } from './rehearse.ts';
import { countSeen, describeSeen } from './seen.ts';
import { countLabels, type DataSummary, describeSummary } from './summary.ts';
import { checkTeachers, type Teachers, teach, teachersOf } from './teachers.ts';
import { readVectors, vectorRows } from './vectors.ts';
import { type WordListResult, wordListResult, wordListScorer } from './wordlist.ts';

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
  /** Labels whose spelling counts where neither the base nor a teacher has its own. */
  likeLabels?: readonly string[] | undefined;
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
  /** How a word list does on the dev texts; undefined where it cannot answer their labels. */
  wordList?: WordListResult | undefined;
  /** The model that it goes on from, for model file and card. */
  origin?: Origin | undefined;
  /** Its table of n-grams, where it has one, and the labels that it tells apart. */
  baseTable?: BaseTable | undefined;
  /** What that holds its weights in. */
  baseWeights?: WeightType | undefined;
  /** What it was chosen to start from, where that was open. */
  choice?: Choice | undefined;
  /** What cross-validation chose it by, where it did. */
  selection?: SelectionFigures | undefined;
  /** What more rows would bring, where that was measured. */
  learningCurve?: LearningCurve | undefined;
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
  return prepareParts(await readParts(options), options);
}

/** Labelled files as numbers, split, before a network reads them. */
export type ReadParts = {
  parts: TrainAndDev;
  numbers: TextNumbers;
  labels: readonly string[];
  /** Texts of the data. */
  texts: number;
  /** What goes into the summary. */
  found: Pick<DataSummary, 'bad' | 'excluded' | 'shared'>;
  teachers: Teachers | undefined;
  rehearsal: Rehearsal | undefined;
};

/** The first half of `prepareTraining`. Of the network only `maxTokens` counts, of the config `cropTokens`, `devShare` and `seed`. */
export async function readParts(options: PrepareOptions): Promise<ReadParts> {
  const numbers = new TextNumbers();
  const teachers = await teachersOf(options);
  const taught = teachers?.models[0].config.labels ?? options.likeLabels;
  const { data, labels, rehearsal } = await readAll({ ...options, taught }, numbers);
  if (teachers) checkTeachers(teachers, options, labels);
  const dev = await readDev(options, labels, numbers);
  const parts = dev ? wholeParts(data, dev) : splitData(data, numbers, options.config);
  const bad = data.bad + (dev?.bad ?? 0);
  const found = { bad, excluded: data.excluded, shared: dev ? countShared(data, dev) : 0 };
  return { parts, numbers, labels, texts: data.size, found, teachers, rehearsal };
}

/** The second half of `prepareTraining`: one reading may be prepared for several networks. */
export async function prepareParts(read: ReadParts, options: PrepareOptions): Promise<Prepared> {
  const { report } = options;
  const { parts: own, numbers, labels, texts, found, teachers, rehearsal } = read;
  const config = options.adapt?.({ labels, texts }) ?? options.config;
  const parts = rehearsal ? withRehearsal(own, rehearsal) : own;
  const packed = packParts(parts, numbers, { ...options.network, labels }, { ...options, config });
  const classes = classesOf(packed.train, own.train, labels, options);
  const seen = countSeen(options.base?.known, own.dev, numbers.groups);
  const vectors = await loadVectors(options, packed.network, packed.vocabulary);
  const summary = {
    labels: countLabels(own.train, labels),
    train: packed.train.size,
    dev: packed.dev.size,
    bad: found.bad,
    excluded: found.excluded,
    empty: packed.empty,
    shared: found.shared,
    vocabulary: packed.network.vocabulary,
    vectors: vectors.size,
    ...(parts.purged > 0 ? { purged: parts.purged } : {}),
    ...(options.mapLabels ? { mapped: describeLabelMap(options.mapLabels) } : {}),
    ...(rehearsal ? { rehearsed: parts.train.selected.length - own.train.selected.length } : {}),
    ...(seen > 0 ? { seen } : {}),
    ...summaryOf(classes, labels),
  };
  const rehearsed = describeRehearsal(summary.rehearsed ?? 0);
  const notes = [...describeSeen(seen, own.dev.selected.length), ...describeClasses(classes, labels)];
  for (const line of [...describeSummary(summary), ...rehearsed, ...notes]) report(line);
  const { dev: devSet, network, vocabulary } = packed;
  const weighed = weighClasses(packed.train, classes.weights);
  const prepared = {
    ...{ network, config, train: weighed, dev: devSet, vocabulary, vectors, classes },
    ...startWith(options.base, packed, summary, report),
    wordList: wordListResult(own, labels),
  };
  if (teachers === undefined) return prepared;
  report(`learning from ${teachers.versions.join(', ')}`);
  const asked = { ...parts.train, tokens: () => numbers.tokens.strings() };
  const train = { ...prepared.train, teacher: await teach(teachers, asked, options) };
  return { ...prepared, train, summary: { ...prepared.summary, teachers: teachers.versions } };
}

/** The data and what is rehearsed beside it, their labels numbered alike. */
async function readAll(options: PrepareOptions & LabelOptions, numbers: TextNumbers) {
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
): Pick<Prepared, 'start' | 'summary' | 'origin' | 'baseWeights' | 'baseTable'> {
  if (base === undefined) return { summary };
  const { labels, vocabulary: tokens } = base.model.config;
  const more = (network.vocabulary - tokens).toLocaleString('en-US');
  report(`going on from ${describeBase(base)}, with ${more} tokens more`);
  const fresh = network.labels.filter((label) => !labels.includes(label));
  if (fresh.length > 0) report(`new to it: ${inShort(fresh)}; it knows ${inShort(labels)}`);
  return {
    start: parametersFrom(base, network, vocabulary),
    summary: { ...summary, base: base.model.version },
    origin: base.origin,
    baseWeights: weightTypeOf(base),
    baseTable: tableOf(base),
  };
}

/** Tokens that are kept of a text of which training reads stretches: of film reviews, one in a hundred is longer. */
const CROPPED_TOKENS = 1024;

/** The file to train on, with its labels numbered as in `labels`. */
async function readData(options: PrepareOptions & LabelOptions, numbers: TextNumbers) {
  const { data: path, excludeDigests, network, config, signal } = options;
  const excluded =
    excludeDigests === undefined ? new Set<string>() : await readDigests(excludeDigests, signal);
  // A stretch may be read of any part of a long text.
  const maxTokens = config.cropTokens > 0 ? Math.max(CROPPED_TOKENS, network.maxTokens) : network.maxTokens;
  const characters = new CharacterCheck();
  const onRow = (row: Example) => characters.add(row);
  const read = { ...options, maxTokens, excluded, scoreOf: wordListScorer(), onRow };
  const texts = await readTexts(path, read, numbers);
  if (texts.size === 0) {
    throw new UserError(`every row of ${path} is held out by ${excludeDigests}: nothing is left`);
  }
  const settled = settleLabels(path, texts, options);
  for (const note of describeRows(settled.data, settled.labels, characters.found)) options.report(note);
  return settled;
}

/** The dev file, with its labels numbered as in `labels`. */
async function readDev(options: PrepareOptions, labels: readonly string[], numbers: TextNumbers) {
  const { dev: path, network } = options;
  if (path === undefined) return undefined;
  // All of it is dev.
  const whole = { ...options, splitGroupColumn: false, isPart: true } as const;
  const scoreOf = wordListScorer();
  const read = { ...whole, maxTokens: network.maxTokens, excluded: new Set<string>(), scoreOf };
  const texts = await readTexts(path, read, numbers);
  return devLabels(path, texts, labels, options.report);
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

/** Dev texts that stand in the data too. */
function countShared(data: Texts, dev: Texts): number {
  const known = new Set(data.groups);
  return dev.groups.filter((group) => known.has(group)).length;
}
