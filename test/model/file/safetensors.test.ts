import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignedBytes,
  MAX_FILE_BYTES,
  MAX_HEADER_BYTES,
  MAX_TENSORS,
  ModelFileError,
  readSafetensors,
  type Tensor,
  writeSafetensors,
} from '../../../src/model/file/safetensors.ts';

const TENSORS = new Map<string, Tensor>([
  ['small', { dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }],
  ['half', { dtype: 'F16', shape: [1, 2], bytes: Uint8Array.of(0, 60, 0, 64) }],
  ['b', { dtype: 'F32', shape: [2], bytes: new Uint8Array(Float32Array.of(1.5, -2).buffer) }],
  ['a', { dtype: 'U32', shape: [], bytes: new Uint8Array(Uint32Array.of(7).buffer) }],
]);

/** A file with this header, however wrong, and this many bytes of data. */
function file(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

/** A file with one tensor `x` of two floats, parts of its header replaced. */
function withTensor(part: Record<string, unknown>, dataBytes = 8): Uint8Array {
  return file(JSON.stringify({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...part } }), dataBytes);
}

function withLength(length: bigint): Uint8Array {
  const bytes = withTensor({});
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

function twoTensors(first: [number, number], second: [number, number], dataBytes: number): Uint8Array {
  const entry = ([begin, end]: [number, number]) => ({
    dtype: 'U8',
    shape: [end - begin],
    data_offsets: [begin, end],
  });
  return file(JSON.stringify({ first: entry(first), second: entry(second) }), dataBytes);
}

describe('writeSafetensors()', () => {
  it('writes what readSafetensors() reads back', () => {
    const { metadata, tensors } = readSafetensors(
      writeSafetensors(TENSORS, { licence: 'MIT', format: 'x/1' }),
    );
    expect(metadata).toEqual({ format: 'x/1', licence: 'MIT' });
    expect([...tensors.keys()].sort()).toEqual(['a', 'b', 'half', 'small']);
    for (const [name, tensor] of TENSORS) {
      expect(tensors.get(name)).toEqual({ ...tensor, bytes: expect.anything() });
      expect([...tensors.get(name)!.bytes]).toEqual([...tensor.bytes]);
    }
  });

  it('gives equal bytes whatever the order of tensors and metadata', () => {
    const reversed = new Map([...TENSORS].reverse());
    expect(writeSafetensors(reversed, { b: '2', a: '1' })).toEqual(
      writeSafetensors(TENSORS, { a: '1', b: '2' }),
    );
  });

  it('lays tensors out by falling element size, then name, each aligned', () => {
    const bytes = writeSafetensors(TENSORS, {});
    const { tensors } = readSafetensors(bytes);
    expect([...tensors.keys()]).toEqual(['a', 'b', 'half', 'small']);
    for (const name of ['a', 'b']) expect(tensors.get(name)!.bytes.byteOffset % 4).toBe(0);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
  });

  it('refuses bytes that do not fit the shape', () => {
    const tensors = new Map<string, Tensor>([['x', { dtype: 'F32', shape: [3], bytes: new Uint8Array(8) }]]);
    expect(() => writeSafetensors(tensors, {})).toThrow('x: holds 8 bytes, but F32 [3] needs 12');
  });

  it('keeps a tensor and a metadata key named __proto__ as names like any other', () => {
    const tensors = new Map<string, Tensor>([
      ['__proto__', { dtype: 'U8', shape: [1], bytes: Uint8Array.of(9) }],
    ]);
    const read = readSafetensors(writeSafetensors(tensors, Object.fromEntries([['__proto__', 'text']])));
    expect([...read.tensors.keys()]).toEqual(['__proto__']);
    expect(Object.entries(read.metadata)).toEqual([['__proto__', 'text']]);
    expect(Object.getPrototypeOf(read.metadata)).toBe(Object.prototype);
  });
});

describe('readSafetensors()', () => {
  it('reads views, not copies', () => {
    const bytes = withTensor({});
    expect(readSafetensors(bytes).tensors.get('x')!.bytes.buffer).toBe(bytes.buffer);
  });

  it('reads a file at an odd address, and alignedBytes() copies there alone', () => {
    const bytes = writeSafetensors(TENSORS, {});
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    const straight = readSafetensors(bytes).tensors.get('b')!;
    const crooked = readSafetensors(shifted).tensors.get('b')!;
    expect(alignedBytes(straight)).toBe(straight.bytes);
    expect(alignedBytes(crooked)).not.toBe(crooked.bytes);
    expect(alignedBytes(crooked)).toEqual(straight.bytes.slice());
  });

  it.each<[string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(0), 'file'],
    ['half a length', new Uint8Array(7), 'file'],
    ['a length of 0', withLength(0n), 'header'],
    ['a length beyond the file', withLength(10_000n), 'header'],
    ['a length of 2^63', withLength(2n ** 63n), 'header'],
    ['a length of 2^64 - 1', withLength(2n ** 64n - 1n), 'header'],
    ['a header beyond its bound', file(`{}${' '.repeat(MAX_HEADER_BYTES)}`), 'header'],
    ['a header of invalid UTF-8', file(Uint8Array.of(123, 34, 255, 34, 58, 49, 125)), 'header'],
    ['a header that is not JSON', file('{"x":'), 'header'],
    ['a header that is a list', file('[]'), 'header'],
    ['a header that begins with a space', file(' {}'), 'header'],
    ['deep JSON', file(`{"x":${'['.repeat(400_000)}${']'.repeat(400_000)}}`), 'x'],
    ['deep JSON as a shape', file(`{"x":{"dtype":"U8","shape":${'['.repeat(9e4)}${']'.repeat(9e4)}}}`), 'x'],
    ['a tensor that is null', file('{"x":null}'), 'x'],
    ['a tensor named __proto__ of the wrong kind', file('{"__proto__":5}'), '__proto__'],
    ['a name of 300 characters', file(`{"${'x'.repeat(300)}":{}}`), 'header'],
    ['an empty name', file('{"":{}}'), 'header'],
    ['metadata that is a list', file('{"__metadata__":[]}'), '__metadata__'],
    ['metadata that is null', file('{"__metadata__":null}'), '__metadata__'],
    ['metadata with a number', file('{"__metadata__":{"format":1}}'), '__metadata__'],
    ['an unknown dtype', withTensor({ dtype: 'F8' }), 'x'],
    ['a dtype from the prototype', withTensor({ dtype: 'constructor' }), 'x'],
    ['a dtype that is a list', withTensor({ dtype: ['F32'] }), 'x'],
    ['a dtype of another size', withTensor({ dtype: 'F16' }), 'x'],
    ['a negative dimension', withTensor({ shape: [-2] }), 'x'],
    ['a fractional dimension', withTensor({ shape: [1.5] }), 'x'],
    ['a dimension that is text', withTensor({ shape: ['2'] }), 'x'],
    ['a shape that overflows', withTensor({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), 'x'],
    ['a shape of many dimensions', withTensor({ shape: [2, ...Array(20).fill(1)] }), 'x'],
    ['a shape too large', withTensor({ shape: [3] }), 'x'],
    ['no offsets', withTensor({ data_offsets: undefined }), 'x'],
    ['three offsets', withTensor({ data_offsets: [0, 4, 8] }), 'x'],
    ['fractional offsets', withTensor({ data_offsets: [0.5, 8.5] }), 'x'],
    ['negative offsets', withTensor({ data_offsets: [-8, 0] }), 'x'],
    ['offsets in reverse', withTensor({ data_offsets: [8, 0] }), 'x'],
    ['a tensor that ends past the file', withTensor({}, 7), 'x'],
    ['offsets beyond 2^53', withTensor({ data_offsets: [2 ** 60, 2 ** 60 + 8] }), 'x'],
    ['a hole at the start', withTensor({ data_offsets: [4, 12] }, 12), 'x'],
    ['a hole between tensors', twoTensors([0, 2], [3, 5], 5), 'second'],
    ['tensors that overlap', twoTensors([0, 3], [2, 5], 5), 'second'],
    ['tensors at the same place', twoTensors([0, 3], [0, 3], 3), 'second'],
    ['trailing bytes', withTensor({}, 9), 'file'],
    ['data and no tensor', file('{}', 1), 'file'],
    [
      'a key twice, the first of which would fill the gap',
      file(
        '{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"x":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
        4,
      ),
      'x',
    ],
  ])('rejects %s', (_, bytes, field) => {
    expect(() => readSafetensors(bytes)).toThrow(ModelFileError);
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ field }));
  });

  it('rejects more tensors than its bound', () => {
    const entry = { dtype: 'U8', shape: [0], data_offsets: [0, 0] };
    const names = Array.from({ length: MAX_TENSORS + 1 }, (_, i) => [`t${i}`, entry]);
    expect(() => readSafetensors(file(JSON.stringify(Object.fromEntries(names))))).toThrow(
      'allowed up to 1024',
    );
    expect(readSafetensors(file(JSON.stringify(Object.fromEntries(names.slice(1))))).tensors.size).toBe(1024);
  });

  it('rejects a file beyond its bound', () => {
    expect(() => readSafetensors(new Uint8Array(MAX_FILE_BYTES + 1))).toThrow(ModelFileError);
  });

  it('rejects a file cut at any length', () => {
    const bytes = writeSafetensors(TENSORS, { format: 'x/1' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length)), `cut at ${length}`).toThrow(ModelFileError);
    }
  });

  it('throws nothing but ModelFileError for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes)));
  });

  it('throws nothing but ModelFileError for any JSON header', () => {
    const value = fc.jsonValue();
    const entry = fc.record({ dtype: fc.oneof(value, fc.constant('U8')), shape: value, data_offsets: value });
    const header = fc.dictionary(fc.string(), fc.oneof(value, entry));
    fc.assert(fc.property(header, (json) => readsOrRefuses(file(JSON.stringify(json), 8))));
  });

  it('throws nothing but ModelFileError for a valid file with bytes changed', () => {
    const valid = writeSafetensors(TENSORS, { format: 'x/1' });
    const changes = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(changes, (bytes) => {
        const changed = valid.slice();
        for (const [at, value] of bytes) changed[at] = value;
        readsOrRefuses(changed);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Fails on any other exception, and on a tensor whose bytes are not those that its shape needs. */
function readsOrRefuses(bytes: Uint8Array): void {
  try {
    for (const { shape, bytes: data } of readSafetensors(bytes).tensors.values()) {
      const elements = shape.reduce((product, length) => product * length, 1);
      expect(data.length % Math.max(1, elements)).toBe(0);
    }
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
  }
}
