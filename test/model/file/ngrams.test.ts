import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { type Model, readModel } from '../../../src/model/file/modelfile.ts';
import {
  ModelFileError,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from '../../../src/model/file/safetensors.ts';
import { gateOf } from '../../../src/model/network/ngrams.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { fileOf, reweighed } from '../../contract/model.ts';
import { tinyParts } from '../../contract/tiny.ts';
import { tableOf } from '../network/tables.ts';

const { ngrams, tensors } = tableOf({ 'not good': [4, 0, -4], awful: [3, 0, -3], good: [-1, 0, 1] });
const tiny = tinyParts();
const FILE = fileOf({ ...tiny, config: { ...tiny.config, ngrams }, ngrams: tensors });

function edited(edit: (tensors: Map<string, Tensor>, metadata: Record<string, string>) => void): Uint8Array {
  const { metadata, tensors: all } = readSafetensors(FILE.slice());
  edit(all, metadata);
  return writeSafetensors(all, metadata);
}

function withTensor(name: string, tensor: Partial<Tensor>): Uint8Array {
  return edited((all) => all.set(name, { ...all.get(name)!, ...tensor }));
}

function withNgrams(value: unknown): Uint8Array {
  return edited((_, metadata) => {
    metadata.network = JSON.stringify({ ...JSON.parse(metadata.network), ngrams: value });
  });
}

function silentOf(count: number): Tensor {
  return { dtype: 'I32', shape: [count], bytes: new Uint8Array(4 * count) };
}

function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

describe('a model file with a table of n-grams', () => {
  it('is read back as it was written', () => {
    const model: Model = readModel(FILE, { verify: sha256 });
    expect(model.config.ngrams).toBe(3);
    expect(model.ngrams).toEqual(tensors);
    expect(fileOf(model)).toEqual(FILE);
    expect([...readSafetensors(FILE).tensors.keys()].filter((name) => name.startsWith('ngrams.'))).toEqual([
      'ngrams.gate',
      'ngrams.scale',
      'ngrams.fingerprint',
      'ngrams.weight',
    ]);
  });

  it('may have silent tokens', () => {
    const model = readModel(FILE);
    const silent = Int32Array.of(-5, 7);
    const file = fileOf({ ...model, ngrams: { ...tensors, silent } });
    expect(readModel(file, { verify: sha256 }).ngrams).toEqual({ ...tensors, silent });
    expect(() => readModel(edited((all) => all.set('ngrams.silent', silentOf(65_537))))).toThrow(
      'ngrams.silent: has 65537 hashes, allowed up to 65536',
    );
  });

  it('keeps its table whatever its weights are held in', () => {
    expect(readModel(reweighed(FILE, 'i8')).ngrams).toEqual(tensors);
  });

  it('answers with it, of words too that the vocabulary lacks', () => {
    const [bare, whole] = [fileOf(tiny), FILE].map((file) => loadClassifier(file));
    const [plain, both] = [bare, whole].map((classifier) => classifier.logits('awful good good')!);
    const gate = gateOf(tensors.gate, 3);
    [2, 0, -2].forEach((sum, i) => {
      // Weights are bytes: of −1 and 4, 32 and 127 parts of 127.
      expect(both[i] - plain[i]).toBeCloseTo(gate * sum, 1);
    });
    expect(whole.classify('not good').label).toBe('negative');
    expect(bare.classify('not good').label).toBe('positive');
  });

  it.each<[string, Uint8Array, string]>([
    ['no weights', edited((all) => all.delete('ngrams.weight')), 'ngrams.weight'],
    ['no gate', edited((all) => all.delete('ngrams.gate')), 'ngrams.gate'],
    ['weights in floats', withTensor('ngrams.weight', { dtype: 'U8' }), 'ngrams.weight'],
    [
      'places that are no power of two',
      withTensor('ngrams.fingerprint', { shape: [7], bytes: new Uint8Array(14) }),
      'ngrams.fingerprint',
    ],
    [
      'weights of two labels',
      withTensor('ngrams.weight', { shape: [8, 2], bytes: new Uint8Array(16) }),
      'ngrams.weight',
    ],
    [
      'a scale that is not finite',
      withTensor('ngrams.scale', { bytes: floats(1, Number.NaN, 1) }),
      'ngrams.scale',
    ],
    ['a scale of 0', withTensor('ngrams.scale', { bytes: floats(1, 0, 1) }), 'ngrams.scale'],
    ['a scale that overflows', withTensor('ngrams.scale', { bytes: floats(1, 2 ** 101, 1) }), 'ngrams.scale'],
    [
      'a gate that is not finite',
      withTensor('ngrams.gate', { bytes: floats(1, Number.NaN, 0) }),
      'ngrams.gate',
    ],
    ['a gate below 0', withTensor('ngrams.gate', { bytes: floats(-1, 0, 0) }), 'ngrams.gate'],
    ['a gate that is too steep', withTensor('ngrams.gate', { bytes: floats(1, 0, 1001) }), 'ngrams.gate'],
    ['more n-grams than there are', withNgrams(4), 'ngrams.fingerprint'],
    ['a table that is missing', withNgrams(100_000), 'ngrams.fingerprint'],
    ['more n-grams than are allowed', withNgrams(200_001), 'network'],
    ['n-grams that are text', withNgrams('3'), 'network'],
    ['a table that the network does not have', withNgrams(0), 'ngrams.gate'],
  ])('is refused for %s, by the name of the field', (_, bytes, field) => {
    expect(() => readModel(bytes, { verify: sha256 })).toThrow(ModelFileError);
    expect(() => readModel(bytes, { verify: sha256 })).toThrow(new RegExp(`^${field}: `));
  });
});
