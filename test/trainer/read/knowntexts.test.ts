import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shortHash } from '../../../trainer/read/heldout.ts';
import { digestsPath, readKnownTexts, writeKnownTexts } from '../../../trainer/read/knowntexts.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const digests = Array.from({ length: 20_000 }, (_, i) => shortHash(`in ${i}`));
const VERSION = '0123456789ab';
const FILE = writeKnownTexts(VERSION, new Set(digests));
const folder = dirname(write('m.digests.bin', FILE));
const read = (name: string, version = VERSION) =>
  readKnownTexts(join(folder, `${name}.safetensors`), version);

describe('readKnownTexts()', () => {
  it('knows every text that was written, and hardly another', async () => {
    const known = await read('m');
    expect(known?.texts).toBe(20_000);
    expect(digests.every((digest) => known?.has(digest))).toBe(true);
    const others = Array.from({ length: 20_000 }, (_, i) => shortHash(`out ${i}`));
    expect(others.filter((digest) => known?.has(digest))).toHaveLength(0);
  });

  it('is undefined where there is no file, or that of another version', async () => {
    expect(await read('none')).toBeUndefined();
    expect(await read('m', 'ffffffffffff')).toBeUndefined();
  });

  it.each([
    ['empty', new Uint8Array(0)],
    ['cut', FILE.subarray(0, -1)],
    ['long', Buffer.concat([FILE, new Uint8Array(1000)])],
    ['foreign', Buffer.from('{"format":"other"}\n')],
    ['text', Buffer.from('no json\n')],
  ])('refuses a file that is %s', async (name, bytes) => {
    write(`${name}.digests.bin`, bytes);
    await expect(read(name)).rejects.toThrow('is no file of digests: remove it, or make it again');
  });
});

it('writeKnownTexts() gives equal bytes in whatever order digests come', () => {
  expect(writeKnownTexts(VERSION, new Set(digests.toReversed()))).toEqual(FILE);
  expect(FILE.length).toBeLessThan(1_500_200);
});

it('digestsPath() lies beside the model', () => {
  expect(digestsPath('a/b.safetensors')).toBe('a/b.digests.bin');
});
