/**
 * What a table of n-grams is worth: the same model with its table and without it, on labelled texts and in time from text to JSON, in
 * one process and alternating order.
 *
 *     npm run trainer -- data mix --sources imdb --out runs/imdb.tsv
 *     npm run trainer -- data sets --out runs/sets
 *     npm run train -- --data runs/imdb.tsv --out runs/imdb --preset default --embedding 32 --width 32 --blocks 2 --epochs 4 \
 *       --crop-tokens 256 --ngrams 200000
 *     node test/bench/ngrams.ts runs/imdb/model.safetensors runs/sets/imdb.test.tsv [TEXTS]
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Classifier } from '../../src/model/classifier.ts';
import { readModel, writeModel } from '../../src/model/file/modelfile.ts';
import { NgramTable } from '../../src/model/network/ngrams.ts';
import { tokenHashes } from '../../src/model/text/encode.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import type { Example } from '../../trainer/read/examples.ts';
import { loadExamplesFor } from '../../trainer/read/selection.ts';
import { classifierOf, sha256 } from '../../trainer/scoring/load.ts';
import { median } from '../../trainer/scoring/median.ts';
import { argmax } from '../../trainer/scoring/metrics.ts';
import { judge } from '../../trainer/scoring/score.ts';
import { generator } from '../trainer/network/generator.ts';
import { BENCH_TEXT } from './network.ts';

const ROUNDS = 25;
const CALLS = 2000;
/** Of a text for the table alone. */
const MOST_TOKENS = 4096;
/** Look-ups of n-grams that no text has. */
const STRANGERS = 1_000_000;

const [path, data, most = '3125'] = process.argv.slice(2);
if (path === undefined || data === undefined) {
  console.error('give a model with a table of n-grams, and a file of labelled texts');
  process.exit(2);
}
const model = readModel(readFileSync(path), { verify: sha256 });
const { ngrams: tensors, ...parts } = model;
if (tensors === undefined) {
  console.error(`${path} has no table of n-grams: train with --ngrams`);
  process.exit(1);
}
const { ngrams = 0, ...config } = parts.config;
const [both, alone] = [model, { ...parts, config }].map((each) => writeModel(each, sha256));
const classifiers = [both, alone].map((file) => classifierOf(file));

/** About so many texts, evenly from all over the file: those of a label often stand together. */
function some(examples: readonly Example[], count: number): Example[] {
  const step = Math.max(1, Math.floor(examples.length / count));
  return examples.filter((_, i) => i % step === 0);
}

function accuracy(classifier: Classifier, examples: readonly Example[]): string {
  const { labels } = classifier.config;
  const right = judge(classifier, examples, labels).filter(({ truth, probabilities, answer }) => {
    return truth === (answer ?? argmax(probabilities));
  });
  return percent(right.length, examples.length);
}

/** Of the table by itself, over whole texts: no window parts them. */
function tableAlone(examples: readonly Example[]): string {
  const table = new NgramTable(tensors!);
  const right = examples.filter(({ text, label }) => {
    const logits = table.logits(tokenHashes(tokenize(text, MOST_TOKENS).tokens));
    return model.config.labels[argmax(logits)] === label;
  });
  return percent(right.length, examples.length);
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`;
}

/** Medians of both, in microseconds of CPU: other processes take no part in it. */
function times(): number[] {
  const all: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    classifiers.forEach((classifier, i) => {
      const before = process.cpuUsage();
      for (let call = 0; call < CALLS; call++) JSON.stringify(classifier.classify(BENCH_TEXT));
      const { user, system } = process.cpuUsage(before);
      all[i].push((user + system) / CALLS);
    });
  }
  return all.map(median);
}

/** The share of n-grams that no text has and the table takes for its own. */
function falseHits(): number {
  const table = new NgramTable(tensors!);
  const next = generator(1);
  let hits = 0;
  for (let i = 0; i < STRANGERS; i++) if (table.find(Math.floor(2 ** 32 * next()) | 0) >= 0) hits++;
  return hits / STRANGERS;
}

const examples = some(await loadExamplesFor(model.config.labels, { data }), Number(most));
const [withTable, without] = classifiers.map((classifier) => accuracy(classifier, examples));
console.log(`${cpus()[0].model}, Node ${process.versions.node}`);
console.log(`${examples.length} texts: ${withTable} right with ${ngrams} n-grams, ${without} without`);
console.log(`${tableAlone(examples)} right by the table alone, over whole texts`);
const megabytes = (file: Uint8Array) => `${(file.length / 1e6).toFixed(2)} MB`;
console.log(`${megabytes(both)} with, ${megabytes(alone)} without`);
const [slow, fast] = times();
console.log(
  `text to JSON, 24 tokens: ${slow.toFixed(1)} µs with, ${fast.toFixed(1)} µs without, ${(slow / fast).toFixed(3)} times`,
);
console.log(`one look-up in ${Math.round(1 / falseHits())} takes another n-gram for its own`);
