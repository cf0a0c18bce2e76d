/** The table of n-grams as tensors of a model file, and back. */
import type { NetworkConfig } from '../network/config.ts';
import { GATE_BOUNDS, type NgramTensors, ngramSlots } from '../network/ngrams.ts';
import { MAX_SCALE } from '../network/parameters.ts';
import { bytesOf, type Dtype, floatsOf, refuse, type Tensor, takeTensor } from './safetensors.ts';

const DTYPES = {
  'ngrams.fingerprint': 'U16',
  'ngrams.weight': 'I8',
  'ngrams.scale': 'F32',
  'ngrams.gate': 'F32',
  'ngrams.silent': 'I32',
} as const satisfies Record<string, Dtype>;

type Name = keyof typeof DTYPES;

const SILENT = 'ngrams.silent';
/** Tokens and pairs that may be silent. */
const MOST_SILENT = 65_536;

/** The scale whose products with sums of weights are all finite: a text has some 10,000 n-grams, of 127 at most. */
const LARGEST_SCALE = MAX_SCALE / 2 ** 20;

/** Names and shapes of a network's table; none where it has no table. Its config alone decides them. */
export function ngramShapes({ ngrams, labels }: NetworkConfig): Map<Name, readonly number[]> {
  if (ngrams === undefined) return new Map();
  const slots = ngramSlots(ngrams);
  return new Map<Name, readonly number[]>([
    ['ngrams.fingerprint', [slots]],
    ['ngrams.weight', [slots, labels.length]],
    ['ngrams.scale', [labels.length]],
    ['ngrams.gate', [Object.keys(GATE_BOUNDS).length]],
  ]);
}

/** The tensors of a table, by name. */
export function ngramTensors(config: NetworkConfig, table: NgramTensors | undefined): Map<string, Tensor> {
  if (table === undefined) return new Map();
  const { fingerprint, weight, scale, gate, silent } = table;
  const values: Partial<Record<Name, ArrayBufferView>> = {
    'ngrams.fingerprint': fingerprint,
    'ngrams.weight': weight,
    'ngrams.scale': scale,
    'ngrams.gate': gate,
  };
  const tensors = new Map<string, Tensor>();
  for (const [name, shape] of ngramShapes(config)) {
    tensors.set(name, { dtype: DTYPES[name], shape, bytes: bytesOf(values[name]!) });
  }
  if (silent && tensors.size > 0) {
    tensors.set(SILENT, { dtype: DTYPES[SILENT], shape: [silent.length], bytes: bytesOf(silent) });
  }
  return tensors;
}

/**
 * The table of a file; undefined where the config says that there is none. What is few is looked at here, so that no sum overflows.
 *
 * @throws ModelFileError when a tensor is missing, of another type or shape, or a scale or the gate out of bounds.
 */
export function takeNgrams(
  config: NetworkConfig,
  tensors: ReadonlyMap<string, Tensor>,
): NgramTensors | undefined {
  const shapes = ngramShapes(config);
  if (shapes.size === 0) return undefined;
  const take = (name: Name) => takeTensor(tensors, name, [DTYPES[name]], shapes.get(name) ?? []).bytes;
  const fingerprint = take('ngrams.fingerprint');
  const weight = take('ngrams.weight');
  const silent = takeSilent(tensors);
  const table = {
    ...(silent && { silent }),
    fingerprint: new Uint16Array(fingerprint.buffer, fingerprint.byteOffset, fingerprint.length / 2),
    weight: new Int8Array(weight.buffer, weight.byteOffset, weight.length),
    scale: floatsOf(take('ngrams.scale')),
    gate: floatsOf(take('ngrams.gate')),
  };
  checkScale(table.scale);
  checkGate(table.gate);
  return table;
}

/** Hashes of tokens and pairs; undefined where the file has none. */
function takeSilent(tensors: ReadonlyMap<string, Tensor>): Int32Array | undefined {
  if (!tensors.has(SILENT)) return undefined;
  const { bytes, shape } = takeTensor(tensors, SILENT, [DTYPES[SILENT]], [undefined]);
  if (shape[0] > MOST_SILENT) refuse(SILENT, `has ${shape[0]} hashes, allowed up to ${MOST_SILENT}`);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function checkScale(scale: Float32Array): void {
  const at = scale.findIndex((each) => !(each > 0 && each <= LARGEST_SCALE));
  if (at >= 0)
    refuse('ngrams.scale', `element ${at} is ${scale[at]}, allowed above 0 and up to ${LARGEST_SCALE}`);
}

function checkGate(gate: Float32Array): void {
  Object.entries(GATE_BOUNDS).forEach(([name, { minimum, maximum }], at) => {
    if (gate[at] >= minimum && gate[at] <= maximum) return;
    refuse('ngrams.gate', `${name}, element ${at}, is ${gate[at]}, allowed ${minimum} to ${maximum}`);
  });
}

/** Counts the n-grams. @throws ModelFileError when they are not as many as the config says. */
export function checkNgrams({ ngrams = 0 }: NetworkConfig, table: NgramTensors | undefined): void {
  if (table === undefined) return;
  let used = 0;
  for (const there of table.fingerprint) if (there !== 0) used++;
  if (used !== ngrams)
    refuse('ngrams.fingerprint', `has ${used} n-grams, allowed ${ngrams}, as the network says`);
}
