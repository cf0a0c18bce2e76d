import { setImmediate } from 'node:timers/promises';
import { probabilities } from '../../src/model/calibration.ts';
import type { Model } from '../../src/model/modelfile.ts';
import type { NetworkConfig } from '../../src/model/network.ts';
import type { VocabularyTensors } from '../../src/model/vocabulary.ts';
import { averageLogits, windowOf } from '../../src/model/windows.ts';
import { UserError } from '../errors.ts';
import { kernelEngine } from '../kernel.ts';
import { type Dataset, textOf } from './dataset.ts';
import { loadModelParts, versionOf } from './model.ts';

/** Models that a network learns from: what they say of a text is part of its target (Hinton et al. 2015). */
export type Teachers = {
  /** Versions of their files. */
  versions: string[];
  /**
   * The mean of the probabilities that they give each text.
   *
   * @param onTaught told now and then how many texts of how many are done.
   * @param signal ends the work with its reason.
   * @returns [size, labels].
   */
  teach(
    dataset: Dataset,
    onTaught?: (done: number, size: number) => void,
    signal?: AbortSignal,
  ): Promise<Float32Array<SharedArrayBuffer>>;
};

/** Texts after which signals are heard. */
const STRETCH = 500;

/**
 * Loads teachers for a network that reads the same embedding rows: texts are numbers by then.
 *
 * @throws UserError when a file is no model, or a model of other labels or tokens.
 */
export async function loadTeachers(
  paths: readonly string[],
  network: NetworkConfig,
  vocabulary: VocabularyTensors,
): Promise<Teachers> {
  const versions: string[] = [];
  const models: Model[] = [];
  for (const path of paths) {
    const { model, bytes } = await loadModelParts(path);
    const difference = differenceOf(model, network, vocabulary);
    if (difference !== undefined) {
      throw new UserError(
        `${path} cannot teach this network: ${difference}; train it on the same data with the same flags for ` +
          'tokens (--seed, --min-count, --max-vocabulary, --max-pairs, --ngram-buckets, --dev-share)',
      );
    }
    models.push(model);
    versions.push(versionOf(bytes));
  }
  const labels = network.labels.length;
  return {
    versions,
    async teach(dataset, onTaught, signal) {
      const taught = new Float32Array(new SharedArrayBuffer(4 * dataset.size * labels));
      const answers = models.map(probabilitiesOf);
      for (let text = 0; text < dataset.size; text++) {
        if (text % STRETCH === 0) {
          onTaught?.(text, dataset.size);
          await setImmediate();
          signal?.throwIfAborted();
        }
        for (const answer of answers) {
          const shares = answer(dataset, text);
          for (let c = 0; c < labels; c++) taught[text * labels + c] += shares[c] / models.length;
        }
      }
      onTaught?.(dataset.size, dataset.size);
      return taught;
    },
  };
}

function differenceOf(
  { config, vocabulary: known }: Model,
  { labels, ngramBuckets }: NetworkConfig,
  vocabulary: VocabularyTensors,
): string | undefined {
  if (config.labels.join() !== labels.join()) {
    return `its labels are ${config.labels.join(', ')}, those of the data ${labels.join(', ')}`;
  }
  if (config.ngramBuckets !== ngramBuckets) {
    return `it has ${config.ngramBuckets} n-gram buckets, this network ${ngramBuckets}`;
  }
  const isSame =
    Buffer.from(known.bytes).equals(vocabulary.bytes) && equal(known.offsets, vocabulary.offsets);
  return isSame ? undefined : 'it knows other tokens';
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A text to calibrated probabilities; what the teacher cannot read in one go in equal parts, their logits averaged. */
function probabilitiesOf({ config, parameters, calibration }: Model) {
  const network = kernelEngine(config, parameters);
  return (dataset: Dataset, text: number): number[] => {
    const whole = textOf(dataset, text);
    const tokens = whole.offsets.length - 1;
    const parts = Math.ceil(tokens / config.maxTokens);
    const edge = (part: number) => Math.floor((part * tokens) / parts);
    const windows = Array.from({ length: parts }, (_, part) => ({ begin: edge(part), end: edge(part + 1) }));
    const logits = windows.map((window) => network(windowOf(whole, window)));
    return probabilities(averageLogits(windows, logits), tokens, calibration);
  };
}
