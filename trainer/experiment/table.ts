import { NgramTable, type NgramTensors } from '../../src/model/network/ngrams.ts';
import type { Dataset } from '../encode/dataset.ts';
import { fitGate, OPEN_GATE } from '../ngrams/gate.ts';
import type { PlacedNgrams } from '../ngrams/place.ts';
import { fitTable } from '../ngrams/table.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { BaseTable } from '../prepare/base.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { shifted } from '../report/judged.ts';
import { argmax } from '../scoring/metrics.ts';

/** A network that was trained, and the table beside it; its dev logits are those of both. */
export type WithTable = TrainedNetwork & { table?: { ngrams: number; tensors: NgramTensors } };

/** Nats that the labels of all held-back texts must be likelier with a table: a gate of three numbers gains as much by chance in one case of ten. */
const LEAST_GAIN = 3;

/**
 * Fits the table of n-grams that a run is to have to its training texts, and the gate to the held-back ones. A model that training
 * goes on from keeps its table where it has one as large, and no label is new to it: its gate alone is fitted again. A new table that
 * does not help on the held-back texts is left out.
 *
 * @param report told in a line what became of it.
 * @returns the very network where the run has no table.
 */
export function withTable(
  prepared: Prepared,
  trained: TrainedNetwork,
  report: (message: string) => void,
): WithTable {
  const { network, dev, classes, config, train } = prepared;
  const { ngrams, labels } = network;
  if (ngrams === undefined) {
    if (config.ngramFrom)
      report('--ngram-from says where a table is read, and there is none: give --ngrams too');
    return trained;
  }
  const kept = keptTable(prepared);
  const choices = { ngrams, labels: labels.length, seed: config.seed };
  const placed = kept ?? fitTable({ ...train, hashes: hashesOf(train) }, choices);
  if (placed === undefined) {
    report('the n-gram table is left out: no n-gram stands in two training texts');
    return trained;
  }
  const { devLogits } = trained;
  const shifts = classes.weights?.map(Math.log);
  const { gate, gain } = fitGate(
    {
      logits: shifted(devLogits, shifts),
      sums: tableLogits({ ...placed.table, gate: OPEN_GATE }, dev),
      labels: dev.labels,
      lengths: Int32Array.from(dev.labels, (_, text) => dev.tokenOffsets[text + 1] - dev.tokenOffsets[text]),
    },
    kept?.gate,
    config.ngramFrom,
  );
  if (kept === undefined && gain < LEAST_GAIN) {
    report('the n-gram table is left out: it does not help on the held-back texts');
    return trained;
  }
  const tensors = { ...placed.table, gate };
  const added = tableLogits(tensors, dev);
  const both = { ...trained, devLogits: devLogits.map((logit, i) => logit + added[i]) };
  report(describeTable(placed.ngrams, prepared, [trained, both]));
  return { ...both, table: { ngrams: placed.ngrams, tensors } };
}

/** The table of the model that the run goes on from, for the labels of the run; undefined where it has none, or not for all of them. */
function keptTable({ network, baseTable }: Prepared): (PlacedNgrams & { gate: Float32Array }) | undefined {
  if (baseTable === undefined || baseTable.ngrams !== network.ngrams) return undefined;
  const columns = network.labels.map((label) => baseTable.labels.indexOf(label));
  if (columns.includes(-1)) return undefined;
  const { fingerprint, gate, silent } = baseTable.tensors;
  const table = { fingerprint, ...(silent && { silent }), ...columnsOf(baseTable, columns) };
  return { ngrams: baseTable.ngrams, table, gate };
}

function columnsOf(
  { labels, tensors: { fingerprint, weight, scale } }: BaseTable,
  columns: readonly number[],
): Pick<NgramTensors, 'weight' | 'scale'> {
  const own = new Int8Array(fingerprint.length * columns.length);
  for (let slot = 0; slot < fingerprint.length; slot++) {
    columns.forEach((column, i) => {
      own[slot * columns.length + i] = weight[slot * labels.length + column];
    });
  }
  return { weight: own, scale: Float32Array.from(columns, (column) => scale[column]) };
}

/** What a table adds to the logits of each text, [texts, labels]. */
function tableLogits(tensors: NgramTensors, texts: Dataset): Float32Array {
  const table = new NgramTable(tensors);
  const labels = tensors.scale.length;
  const hashes = hashesOf(texts);
  const logits = new Float32Array(texts.size * labels);
  for (let text = 0; text < texts.size; text++) {
    const own = hashes.subarray(texts.tokenOffsets[text], texts.tokenOffsets[text + 1]);
    logits.set(table.logits(own), text * labels);
  }
  return logits;
}

function hashesOf({ hashes }: Dataset): Int32Array {
  if (hashes === undefined) throw new TypeError('the texts have no hashes of their tokens');
  return hashes;
}

function describeTable(
  ngrams: number,
  { dev, network }: Pick<Prepared, 'dev' | 'network'>,
  networks: readonly Pick<TrainedNetwork, 'devLogits'>[],
): string {
  const classes = network.labels.length;
  const [before, after] = networks.map(({ devLogits }) => {
    const right = dev.labels.filter((label, text) => {
      return argmax(devLogits.subarray(text * classes, (text + 1) * classes)) === label;
    });
    return `${((100 * right.length) / dev.size).toFixed(1)} %`;
  });
  return `${ngrams.toLocaleString('en-US')} n-grams beside the network: ${after} of the held-back texts are right, ${before} without them`;
}
