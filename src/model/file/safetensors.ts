/**
 * The Hugging Face safetensors format: an 8-byte little-endian header length, a JSON header, the tensors' bytes.
 * What is read here may come from anyone, so every number is bounded before it is used.
 *
 * @see https://huggingface.co/docs/safetensors
 */

/** Bytes of one element, by the name that the format gives the type. */
const ELEMENT_BYTES = { F32: 4, I32: 4, U32: 4, F16: 2, U16: 2, I8: 1, U8: 1 } as const;

export type Dtype = keyof typeof ELEMENT_BYTES;

/** A tensor as it lies in the file, row-major and little-endian. `bytes` is a view of the file, not a copy. */
export type Tensor = { dtype: Dtype; shape: readonly number[]; bytes: Uint8Array };

export type Safetensors = { metadata: Record<string, string>; tensors: Map<string, Tensor> };

/** The bytes are not a model file. `field` names the part that is wrong; the message says what it held and may hold. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }
}

/** What an isolate of a Worker has for everything, so no model that answers there is larger; one that only teaches may be as large. */
export const MAX_FILE_BYTES = 128 * 1024 * 1024;
/** JSON takes several times its bytes once parsed; our own headers are under 20 KiB. */
export const MAX_HEADER_BYTES = 1024 * 1024;
/** 32 stem layers and 32 blocks need 262 tensors. */
export const MAX_TENSORS = 1024;
const MAX_NAME_LENGTH = 256;
const MAX_DIMENSIONS = 8;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

/**
 * Reads a file whose origin is unknown. Tensors are views of `bytes`.
 *
 * @throws ModelFileError for anything but a whole, gapless, well-formed file.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readSafetensors } from './src/model/file/safetensors.ts';
 *
 * const { metadata, tensors } = readSafetensors(readFileSync('src/weights/default.safetensors'));
 * console.log(metadata.format, tensors.get('head.bias')?.shape); // edge-sentiment/3 [ 3 ]
 * ```
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const length = headerLength(bytes);
  const header = parseHeader(bytes.slice(LENGTH_BYTES, LENGTH_BYTES + length));
  const data = bytes.subarray(LENGTH_BYTES + length);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  if (entries.length > MAX_TENSORS) {
    throw new ModelFileError('header', `names ${entries.length} tensors, allowed up to ${MAX_TENSORS}`);
  }
  const extents = entries.map(([name, entry]) => parseEntry(name, entry, data.length));
  checkGapless(extents, data.length);
  const metadata = Object.hasOwn(header, METADATA) ? parseMetadata(header[METADATA]) : {};
  return {
    metadata,
    tensors: new Map(
      extents.map(({ name, dtype, shape, begin, end }) => [
        name,
        { dtype, shape, bytes: data.subarray(begin, end) },
      ]),
    ),
  };
}

/** A tensor's bytes where its elements can be viewed in place; a copy where the file lies at an odd address. */
export function alignedBytes({ dtype, bytes }: Tensor): Uint8Array {
  return bytes.byteOffset % ELEMENT_BYTES[dtype] === 0 ? bytes : bytes.slice();
}

/** The tensor with its bytes aligned, if it has such a type and shape; `undefined` in the shape allows any length. */
export function takeTensor(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  allowed: readonly Dtype[],
  shape: readonly (number | undefined)[],
): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) return refuse(name, 'is missing');
  if (!allowed.includes(tensor.dtype)) {
    refuse(name, `dtype is ${tensor.dtype}, allowed ${allowed.join(', ')}`);
  }
  const fits =
    shape.length === tensor.shape.length && shape.every((n, i) => (n ?? tensor.shape[i]) === tensor.shape[i]);
  if (!fits) refuse(name, `shape is [${tensor.shape}], allowed [${shape.map((n) => n ?? 'any')}]`);
  return { ...tensor, bytes: alignedBytes(tensor) };
}

/** Float32 in place, of bytes that are aligned. */
export function floatsOf({ buffer, byteOffset, length }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, length / 4);
}

/** The bytes of an array. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

type Extent = { name: string; dtype: Dtype; shape: readonly number[]; begin: number; end: number };

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES || bytes.length > MAX_FILE_BYTES) {
    throw new ModelFileError('file', `${bytes.length} bytes, allowed ${LENGTH_BYTES} to ${MAX_FILE_BYTES}`);
  }
  // As a BigInt: lengths beyond 2^53 must not be rounded into something plausible.
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES);
  if (length < 2n || length > BigInt(most)) {
    throw new ModelFileError('header', `length is ${length} bytes, allowed 2 to ${most}`);
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== '{'.charCodeAt(0)) throw new ModelFileError('header', 'does not begin with {');
  try {
    // JSON.parse keeps the last of two equal keys; what the first one pointed to then shows as a gap.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new ModelFileError('header', 'is not JSON in UTF-8');
  }
}

function parseEntry(name: string, value: unknown, dataBytes: number): Extent {
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    throw new ModelFileError(
      'header',
      `a tensor's name has ${name.length} characters, allowed 1 to ${MAX_NAME_LENGTH}`,
    );
  }
  if (typeof value !== 'object' || value === null) throw new ModelFileError(name, 'is not an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  checkDtype(name, dtype);
  checkShape(name, shape);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new ModelFileError(name, 'data_offsets is not two whole numbers');
  }
  const [begin, end] = offsets;
  if (begin > end || end > dataBytes) {
    throw new ModelFileError(name, `data_offsets is ${begin} to ${end}, the data ends at ${dataBytes}`);
  }
  checkSize(name, dtype, shape, end - begin);
  return { name, dtype, shape, begin, end };
}

function checkDtype(name: string, dtype: unknown): asserts dtype is Dtype {
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_BYTES, dtype)) {
    const received = typeof dtype === 'string' ? dtype.slice(0, 20) : typeof dtype;
    throw new ModelFileError(name, `dtype is ${received}, allowed ${Object.keys(ELEMENT_BYTES).join(', ')}`);
  }
}

function checkShape(name: string, shape: unknown): asserts shape is number[] {
  if (!Array.isArray(shape) || shape.length > MAX_DIMENSIONS || !shape.every(isCount)) {
    throw new ModelFileError(name, `shape is not a list of up to ${MAX_DIMENSIONS} whole numbers`);
  }
}

function checkSize(name: string, dtype: Dtype, shape: readonly number[], bytes: number): void {
  // A product beyond 2^53 is inexact but never falls back to the size of a file, unless it is 0 anyway.
  const needed = shape.reduce((product, length) => product * length, ELEMENT_BYTES[dtype]);
  if (needed !== bytes) {
    throw new ModelFileError(name, `holds ${bytes} bytes, but ${dtype} [${shape}] needs ${needed}`);
  }
}

/** Every byte of the data belongs to exactly one tensor. */
function checkGapless(extents: Extent[], dataBytes: number): void {
  let cursor = 0;
  for (const { name, begin, end } of extents.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== cursor) {
      throw new ModelFileError(name, `begins at ${begin}, but the tensor before it ends at ${cursor}`);
    }
    cursor = end;
  }
  if (cursor !== dataBytes) {
    throw new ModelFileError('file', `has ${dataBytes - cursor} bytes after the last tensor, allowed 0`);
  }
}

function parseMetadata(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelFileError(METADATA, 'is not an object');
  }
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new ModelFileError(METADATA, `${key.slice(0, 60)} is ${typeof text}, allowed only strings`);
    }
  }
  return value as Record<string, string>;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
}

/**
 * Writes tensors by falling element size, then by name, so that each begins at a multiple of its element's size and
 * none leaves a gap. Equal input gives equal bytes, whatever the order of the map.
 *
 * @throws ModelFileError when a tensor's bytes do not fit its shape, or a bound of the format is passed.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const ordered = [...tensors].sort(
    ([a, { dtype: da }], [b, { dtype: db }]) => ELEMENT_BYTES[db] - ELEMENT_BYTES[da] || compare(a, b),
  );
  const entries: [string, unknown][] = [[METADATA, sortKeys(metadata)]];
  let size = 0;
  for (const [name, { dtype, shape, bytes }] of ordered) {
    entries.push([name, { dtype, shape, data_offsets: [size, size + bytes.length] }]);
    size += bytes.length;
  }
  const file = joinHeader(JSON.stringify(Object.fromEntries(entries)), size);
  let at = file.length - size;
  for (const [, { bytes }] of ordered) {
    file.set(bytes, at);
    at += bytes.length;
  }
  // The reader is the one list of rules; what it refuses must never be written.
  readSafetensors(file);
  return file;
}

/** The length and the header, padded with spaces to 8 bytes, with room for `dataBytes` after them. */
function joinHeader(header: string, dataBytes: number): Uint8Array {
  const bytes = new TextEncoder().encode(header);
  const padded = Math.ceil(bytes.length / LENGTH_BYTES) * LENGTH_BYTES;
  const total = LENGTH_BYTES + padded + dataBytes;
  if (total > MAX_FILE_BYTES) throw new ModelFileError('file', `${total} bytes, allowed ${MAX_FILE_BYTES}`);
  const file = new Uint8Array(total);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(bytes, LENGTH_BYTES);
  file.fill(' '.charCodeAt(0), LENGTH_BYTES + bytes.length, LENGTH_BYTES + padded);
  return file;
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));
}

/** By UTF-16 code units: the same on every machine, which `localeCompare` is not. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs a check of another module and says in which field of the file it failed. */
export function attempt<Value>(field: string, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    return refuse(field, error instanceof Error ? error.message : String(error));
  }
}

/** @throws ModelFileError always. */
export function refuse(field: string, message: string): never {
  throw new ModelFileError(field, message);
}
