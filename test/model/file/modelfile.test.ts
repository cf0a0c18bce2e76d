import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Classification } from '../../../src/model/classification.ts';
import { type Classifier, loadClassifier } from '../../../src/model/classifier.ts';
import { MODEL_FORMAT, type Model, openModel, readModel } from '../../../src/model/file/modelfile.ts';
import {
  ModelFileError,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from '../../../src/model/file/safetensors.ts';
import { parameterSpecs, sizeOf } from '../../../src/model/network/parameters.ts';
import { ModelFaultError } from '../../../src/model/reader.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { fileOf, reweighed, tinyModel } from '../../contract/model.ts';
import { sized } from '../../size.ts';

const FILE = tinyModel();
/** The same in bytes and half floats. */
const SMALL = reweighed(FILE, 'i8');

type Parts = { metadata: Record<string, string>; tensors: Map<string, Tensor> };

/** The tiny model's file with its parts changed; it stays a well-formed safetensors file. */
function edited(edit: (parts: Parts) => void, file = FILE): Uint8Array {
  const { metadata, tensors } = readSafetensors(file.slice());
  const parts = { metadata, tensors: new Map(tensors) };
  edit(parts);
  return writeSafetensors(parts.tensors, parts.metadata);
}

function withMetadata(field: string, value: unknown): Uint8Array {
  return edited(({ metadata }) => {
    metadata[field] = typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** With some fields of a JSON object in the metadata replaced. */
function withFields(field: string, fields: Record<string, unknown>): Uint8Array {
  const { metadata } = readSafetensors(FILE);
  return withMetadata(field, { ...JSON.parse(metadata[field]), ...fields });
}

function withTensor(name: string, tensor: Tensor): Uint8Array {
  return edited(({ tensors }) => tensors.set(name, tensor));
}

function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** With one tensor of the model in bytes replaced. */
function withSmall(name: string, tensor: Tensor): Uint8Array {
  return edited(({ tensors }) => tensors.set(name, tensor), SMALL);
}

/** What reading these bytes throws. */
function failure(bytes: Uint8Array): unknown {
  return attempt(() => readModel(bytes, { verify: sha256 }));
}

function parsed(model: Model): Model {
  return readModel(fileOf(model), { verify: sha256 });
}

describe('writeModel()', () => {
  it('gives the file the first 12 digits of its SHA-256 with an empty version', () => {
    const { metadata, tensors } = readSafetensors(FILE);
    const unversioned = writeSafetensors(tensors, { ...metadata, version: '' });
    expect(metadata.version).toBe(createHash('sha256').update(unversioned).digest('hex').slice(0, 12));
  });

  const model = readModel(FILE, { verify: sha256 });

  it('writes what readModel() reads back', () => {
    expect(parsed(model)).toEqual(model);
    expect(fileOf(model)).toEqual(FILE);
  });

  it('writes bytes with their scales and half floats, which readModel() reads back', () => {
    const small = readModel(SMALL, { verify: sha256 });
    expect(fileOf(small)).toEqual(SMALL);
    expect(small.parameters.get('embedding.weight')).toMatchObject({ bytes: Int8Array.of(-127, 127, 0) });
    expect([...readSafetensors(SMALL).tensors].map(([name, { dtype }]) => `${name} ${dtype}`)).toEqual([
      'embedding.weight.scale F32',
      'head.bias F32',
      'vocabulary.index U32',
      'vocabulary.offsets U32',
      'head.weight F16',
      'embedding.weight I8',
      'vocabulary.bytes U8',
    ]);
  });

  it('gives equal bytes whatever the order of the parameters', () => {
    const parameters = new Map([...model.parameters].reverse());
    expect(fileOf({ ...model, parameters })).toEqual(FILE);
  });

  it.each<[string, Partial<Model>, string]>([
    ['no parameters', { parameters: new Map() }, 'embedding.weight'],
    [
      'an extra parameter',
      { parameters: new Map([...model.parameters, ['extra', new Float32Array(1)]]) },
      'extra',
    ],
    [
      'a parameter of the wrong size',
      { parameters: new Map([...model.parameters, ['head.bias', new Float32Array(4)]]) },
      'head.bias',
    ],
    [
      'a weight that is not finite',
      { parameters: new Map([...model.parameters, ['head.bias', Float32Array.of(0, Number.NaN, 0)]]) },
      'head.bias',
    ],
    ['a temperature of 0', { calibration: { ...model.calibration, temperature: 0 } }, 'calibration'],
    [
      'a prior for two of three labels',
      { calibration: { temperature: 1, lengthExponent: 0, prior: [0.5, 0.5] } },
      'calibration',
    ],
    [
      'a damaged vocabulary',
      { vocabulary: { ...model.vocabulary, index: new Uint32Array(4) } },
      'vocabulary',
    ],
  ])('refuses %s', (_, part, field) => {
    const error = attempt(() => fileOf({ ...model, ...part }));
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as ModelFileError).field).toBe(field);
  });
});

describe('openModel()', () => {
  it('reads what readModel() reads, and not what only verifying tells', () => {
    expect(openModel(FILE)).toEqual(readModel(FILE, { verify: sha256 }));
    const edited = FILE.slice();
    edited[edited.length - 1] ^= 1;
    expect(() => openModel(edited)).not.toThrow();
    expect(() => readModel(edited, { verify: sha256 })).toThrow(ModelFileError);
    expect(() => openModel(FILE.subarray(0, -1))).toThrow(ModelFileError);
  });
});

describe('readModel()', () => {
  it('refuses a variance below 0, of which the root is NaN', () => {
    const model = readModel(FILE, { verify: sha256 });
    const config = { ...model.config, blocks: 1, norm: 'batch' } as const;
    const parameters = new Map(
      parameterSpecs(config).map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]),
    );
    expect(() => fileOf({ ...model, config, parameters })).not.toThrow();
    parameters.get('block.0.norm.variance')![1] = -1;
    expect(() => fileOf({ ...model, config, parameters })).toThrow(
      new ModelFileError('block.0.norm.variance', 'element 1 is -1, allowed 0 or more'),
    );
  });

  it('gives every parameter of the network and no other', () => {
    const { config, parameters } = readModel(FILE, { verify: sha256 });
    expect([...parameters.keys()]).toEqual(parameterSpecs(config).map(({ name }) => name));
  });

  it('reads bytes at any address alike', () => {
    const shifted = new Uint8Array(FILE.length + 1);
    shifted.set(FILE, 1);
    expect(readModel(shifted.subarray(1), { verify: sha256 })).toEqual(readModel(FILE, { verify: sha256 }));
  });

  it.each<[string, Uint8Array, string]>([
    ['another format', withMetadata('format', 'edge-sentiment/4'), 'format'],
    ['no format', edited(({ metadata }) => void delete metadata.format), 'format'],
    ['no network', edited(({ metadata }) => void delete metadata.network), 'network'],
    ['no licence', edited(({ metadata }) => void delete metadata.licence), 'licence'],
    ['a network that is not JSON', withMetadata('network', '{'), 'network'],
    ['a network that is a list', withMetadata('network', []), 'network'],
    ['an unknown field of the network', withFields('network', { extra: 1 }), 'network'],
    ['a block too many', withFields('network', { blocks: 1 }), 'block.0.weight'],
    ['more blocks than are allowed', withFields('network', { blocks: 1e9 }), 'network'],
    ['no dilation', withFields('network', { dilation: undefined }), 'network'],
    ['no name', edited(({ metadata }) => void delete metadata.name), 'name'],
    ['an empty name', withMetadata('name', ''), 'name'],
    ['a name of 65 letters', withMetadata('name', 'x'.repeat(65)), 'name'],
    ['a name that steers the terminal', withMetadata('name', 'a\u001b[31m'), 'name'],
    ['no version', edited(({ metadata }) => void delete metadata.version), 'version'],
    ['an empty version', withMetadata('version', ''), 'version'],
    ['a version that is not its own', withMetadata('version', '0123456789ab'), 'version'],
    ['another name under the same version', withMetadata('name', 'other'), 'version'],
    [
      'another weight under the same version',
      withTensor('head.bias', { dtype: 'F32', shape: [3], bytes: floats(0, 0, 1) }),
      'version',
    ],
    ['a label twice', withFields('network', { labels: ['a', 'a', 'b'] }), 'network'],
    ['a label too few', withFields('network', { labels: ['a', 'b'] }), 'calibration'],
    ['a larger vocabulary', withFields('network', { vocabulary: 3 }), 'embedding.weight'],
    ['another tokenizer', withMetadata('tokenizer', { version: 1 }), 'tokenizer'],
    ['languages that are not JSON', withMetadata('languages', 'en'), 'languages'],
    ['languages that are no list', withMetadata('languages', '"en"'), 'languages'],
    ['no languages in a list', withMetadata('languages', []), 'languages'],
    ['a language that is no tag', withMetadata('languages', ['en', 'English!']), 'languages'],
    ['a language twice', withMetadata('languages', ['en', 'en']), 'languages'],
    [
      'a language too many',
      withMetadata(
        'languages',
        Array.from({ length: 65 }, (_, i) => `a${String.fromCharCode(97 + (i % 26))}-x${i}`),
      ),
      'languages',
    ],
    ['a switch of a table of n-grams', withFields('network', { ngramTable: 200_000 }), 'network'],
    [
      'a table of n-grams',
      withTensor('ngrams.weight', { dtype: 'I8', shape: [1, 3], bytes: new Uint8Array(3) }),
      'ngrams.weight',
    ],
    ['a tokenizer that is null', withMetadata('tokenizer', null), 'tokenizer'],
    ['a temperature that is text', withFields('calibration', { temperature: '1' }), 'calibration'],
    ['a length exponent of 2', withFields('calibration', { lengthExponent: 2 }), 'calibration'],
    ['a length exponent that is text', withFields('calibration', { lengthExponent: '0' }), 'calibration'],
    ['a temperature below 0', withFields('calibration', { temperature: -1 }), 'calibration'],
    ['a cost of 0', withFields('calibration', { costs: [0, 1, 1] }), 'calibration'],
    ['a cost without bound', withFields('calibration', { costs: [1, 1e9, 1] }), 'calibration'],
    ['a cost too few', withFields('calibration', { costs: [1, 1] }), 'calibration'],
    ['costs that are text', withFields('calibration', { costs: ['1', '1', '1'] }), 'calibration'],
    ['costs that are null', withFields('calibration', { costs: null }), 'calibration'],
    ['a prior below 0', withFields('calibration', { prior: [-1, 1, 1] }), 'calibration'],
    ['a prior of sum 3', withFields('calibration', { prior: [1, 1, 1] }), 'calibration'],
    ['a prior that is no list', withFields('calibration', { prior: {} }), 'calibration'],
    ['a training summary that is text', withMetadata('training', '"x"'), 'training'],
    ['a missing tensor', edited(({ tensors }) => void tensors.delete('head.bias')), 'head.bias'],
    ['an extra tensor', withTensor('extra', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(1) }), 'extra'],
    [
      'a tensor named __proto__',
      withTensor('__proto__', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(1) }),
      '__proto__',
    ],
    [
      'a wrong shape of the right size',
      withTensor('head.bias', { dtype: 'F32', shape: [1, 3], bytes: floats(0, 0, 0) }),
      'head.bias',
    ],
    [
      'a wrong dtype of the right size',
      withTensor('head.bias', { dtype: 'I32', shape: [3], bytes: floats(0, 0, 0) }),
      'head.bias',
    ],
    [
      'a weight that is NaN',
      withTensor('head.bias', { dtype: 'F32', shape: [3], bytes: floats(0, 0, Number.NaN) }),
      'head.bias',
    ],
    [
      'a weight that is infinite',
      withTensor('head.bias', { dtype: 'F32', shape: [3], bytes: floats(Number.POSITIVE_INFINITY, 0, 0) }),
      'head.bias',
    ],
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2e36].map((scale): [string, Uint8Array, string] => [
      `a scale of ${scale}`,
      withSmall('embedding.weight.scale', { dtype: 'F32', shape: [3], bytes: floats(1, 1, scale) }),
      'embedding.weight.scale',
    ]),
    [
      'a scale too few',
      withSmall('embedding.weight.scale', { dtype: 'F32', shape: [2], bytes: floats(1, 1) }),
      'embedding.weight.scale',
    ],
    [
      'bytes without scales',
      withTensor('embedding.weight', { dtype: 'I8', shape: [3, 1], bytes: new Uint8Array(3) }),
      'embedding.weight.scale',
    ],
    [
      'scales without bytes',
      withTensor('embedding.weight.scale', { dtype: 'F32', shape: [3], bytes: floats(1, 1, 1) }),
      'embedding.weight.scale',
    ],
    [
      'bytes where only floats are read',
      withTensor('head.weight', { dtype: 'I8', shape: [2, 3], bytes: new Uint8Array(6) }),
      'head.weight',
    ],
    [
      'half floats where only floats are read',
      withTensor('head.bias', { dtype: 'F16', shape: [3], bytes: new Uint8Array(6) }),
      'head.bias',
    ],
    [
      'a half float that is infinite',
      withSmall('head.weight', {
        dtype: 'F16',
        shape: [2, 3],
        bytes: new Uint8Array(Float16Array.of(0, 0, 0, 0, 0, 1e6).buffer),
      }),
      'head.weight',
    ],
    [
      'an empty index',
      withTensor('vocabulary.index', { dtype: 'U32', shape: [4], bytes: new Uint8Array(16) }),
      'vocabulary',
    ],
    [
      'offsets past the bytes',
      withTensor('vocabulary.offsets', {
        dtype: 'U32',
        shape: [3],
        bytes: new Uint8Array(Uint32Array.of(0, 3, 99).buffer),
      }),
      'vocabulary',
    ],
  ])('refuses %s', (_, bytes, field) => {
    const error = failure(bytes);
    expect(error).toBeInstanceOf(ModelFileError);
    expect((error as ModelFileError).field).toBe(field);
  });

  it('says which format it reads', () => {
    expect(() => readModel(withMetadata('format', 'x'.repeat(1e5)))).toThrow(
      new ModelFileError('format', `is ${'x'.repeat(60)}, allowed ${MODEL_FORMAT}`),
    );
  });

  it.each([
    ['edge-sentiment/1', readFileSync(new URL('../../golden/format1.safetensors', import.meta.url))],
    ['edge-sentiment/2', withMetadata('format', 'edge-sentiment/2')],
  ])('says how training goes on from a file of %s', (format, bytes) => {
    expect(() => loadClassifier(bytes)).toThrow(
      new ModelFileError(
        'format',
        `is ${format}, allowed ${MODEL_FORMAT}: its tokens are those of an older tokenizer, and training goes on from it with ` +
          'npm run train -- --data LABELLED --fine-tune OLD',
      ),
    );
  });

  it.each([[['en']], [['en', 'zh']], [['zh-Hant-TW', 'sr-Latn', 'yue']]])(
    'reads the languages %j that were written',
    (languages) => {
      expect(parsed({ ...readModel(FILE), languages }).languages).toEqual(languages);
      expect(readModel(FILE)).not.toHaveProperty('languages');
    },
  );

  it('reads the name and the version that the file says, and works out none', () => {
    const { name, version } = readModel(withMetadata('version', '0123456789ab'));
    expect({ name, version }).toEqual({ name: 'tiny', version: '0123456789ab' });
  });

  it('refuses the file cut short at any length', () => {
    for (let length = 0; length < FILE.length; length++) {
      expect(failure(FILE.slice(0, length))).toBeInstanceOf(ModelFileError);
    }
  });

  it.each([0n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n])(
    'refuses a header of %d bytes',
    (length) => {
      const bytes = FILE.slice();
      new DataView(bytes.buffer).setBigUint64(0, length, true);
      expect(failure(bytes)).toBeInstanceOf(ModelFileError);
    },
  );

  it('refuses random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => failure(bytes) instanceof ModelFileError),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ['float32', FILE],
    ['bytes and half floats', SMALL],
  ])('makes of a damaged file of %s a working classifier or a ModelFileError, nothing else', (_, file) => {
    const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, cut) => {
        const bytes = file.slice();
        for (const [at, value] of changes) bytes[at] = value;
        checkClassifier(resealed(cut ? bytes.slice(0, changes[0][0]) : bytes));
      }),
      { seed: 2, numRuns: sized(2500, 20_000) },
    );
  });
});

/** The file with the version of its content, as its damager could give it; as it is where it is no safetensors file. */
function resealed(bytes: Uint8Array): Uint8Array {
  const file = attempt(() => readSafetensors(bytes));
  if (file instanceof ModelFileError) return bytes;
  const { metadata, tensors } = file;
  const write = (version: string) => writeSafetensors(tensors, { ...metadata, version });
  return write(sha256(write('')).slice(0, 12));
}

/** What a function returns, or the ModelFileError that it throws. */
function attempt<Value>(run: () => Value): Value | ModelFileError {
  try {
    return run();
  } catch (error) {
    if (error instanceof ModelFileError) return error;
    throw error;
  }
}

/** Fails where the bytes neither are refused nor judge texts: a damaged weight may change an answer, not break it. */
function checkClassifier(bytes: Uint8Array): void {
  const classifier = attempt(() => loadClassifier(bytes, { verify: sha256 }));
  if (classifier instanceof ModelFileError) return;
  for (const text of ['good', 'bad good', 'other words', '!!!']) {
    const classification = answer(classifier, text);
    if (classification === undefined) continue;
    expect(classifier.config.labels).toContain(classification.label);
    for (const score of Object.values(classification.scores)) expect(score >= 0 && score <= 1).toBe(true);
  }
}

/** What a classifier says of a text; undefined where its arithmetic overflows. */
function answer(classifier: Classifier, text: string): Classification | undefined {
  try {
    return classifier.classify(text);
  } catch (error) {
    if (error instanceof ModelFaultError) return undefined;
    throw error;
  }
}
