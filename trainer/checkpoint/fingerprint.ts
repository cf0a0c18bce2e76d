import { createHash } from 'node:crypto';
import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { VocabularyTensors } from '../../src/model/text/vocabulary.ts';
import { OMITTED_TRAIN, type TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';

/** What decides every bit of a run: its choices as they are, its data as digests. */
export type Fingerprint = {
  network: NetworkConfig;
  config: TrainConfig;
  data: Partial<Record<keyof typeof DATA_NAMES, string>>;
};

type FingerprintedRun = {
  network: NetworkConfig;
  config: TrainConfig;
  train: Dataset;
  dev: Dataset;
  vocabulary: VocabularyTensors;
  vectors: ReadonlyMap<number, Float32Array>;
  start?: ReadonlyMap<string, Float32Array> | undefined;
};

/** Fields by name. */
type Choices = { network: object; config: object };

const DATA_NAMES = {
  train: 'the training texts are',
  dev: 'the dev texts are',
  vocabulary: 'the vocabulary is',
  vectors: 'the word vectors are',
  start: 'the weights to go on from are',
} as const;

/** The fingerprint of a run that is about to start. */
export function fingerprintOf(run: FingerprintedRun): Fingerprint {
  const { network, config, train, dev, vocabulary, vectors, start } = run;
  const rows = Int32Array.from(vectors.keys());
  return {
    network,
    config,
    data: {
      train: digestOf(datasetParts(train)),
      dev: digestOf(datasetParts(dev)),
      vocabulary: digestOf([vocabulary.bytes, vocabulary.offsets]),
      vectors: digestOf([rows, ...vectors.values()]),
      ...(start ? { start: digestOf([...start.values()]) } : {}),
    },
  };
}

/** What differs between two fingerprints, in words; the choices by name, the data by kind. Empty for equal ones. */
export function differences(before: Fingerprint, now: Fingerprint): string[] {
  const data = changedFields(before.data, now.data).map(
    ({ name }) => `${DATA_NAMES[name as keyof typeof DATA_NAMES]} not the same`,
  );
  return [...changedChoices(before, now), ...data];
}

/** What differs between the choices of two runs, in words. */
export function changedChoices(before: Choices, now: Choices): string[] {
  const [was, is] = [before.config, now.config].map((config) => ({ ...OMITTED_TRAIN, ...config }));
  return [...changedFields(before.network, now.network), ...changedFields(was, is)].map(
    ({ name, was, is }) => `${name} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`,
  );
}

function changedFields(before: object, now: object): { name: string; was: unknown; is: unknown }[] {
  const [was, is] = [before, now] as Record<string, unknown>[];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    .map((name) => ({ name, was: was[name], is: is[name] }));
}

/** Where the texts stand in their file changes no bit. */
function datasetParts({
  labels,
  tokenOffsets,
  featureOffsets,
  features,
  weights,
  teacher,
  hashes,
}: Dataset): ArrayBufferView[] {
  return [
    labels,
    tokenOffsets,
    featureOffsets,
    features,
    ...[weights, teacher, hashes].filter((part) => part !== undefined),
  ];
}

/** SHA-256 of arrays and their lengths. */
function digestOf(parts: readonly ArrayBufferView[]): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of parts) {
    hash.update(`${byteLength}\n`).update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
