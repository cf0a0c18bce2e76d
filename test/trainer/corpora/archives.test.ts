import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ArchiveEntry, extractTarGz, readTarGz, readZip } from '../../../trainer/corpora/archives.ts';
import { temporaryFolder } from '../files.ts';
import { type Entries, tarGz, zip } from './archives.ts';

const write = temporaryFolder();
const FILES = { 'a/one.txt': 'eins', 'a/two.txt': 'zwei', 'b.bin': 'drei' };
const MEGABYTE = 2 ** 20;

const FORMATS = [
  { name: 'readZip()', read: readZip, make: async (files: Entries) => zip(files), file: 'archive.zip' },
  { name: 'readTarGz()', read: readTarGz, make: tarGz, file: 'archive.tar.gz' },
];

async function contents(entries: AsyncGenerator<ArchiveEntry>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { path, bytes } of entries) found[path] = bytes.toString();
  return found;
}

describe.each(FORMATS)('$name', ({ read, make, file }) => {
  it('gives the wanted files whole', async () => {
    const path = write(file, await make({ ...FILES, 'a/long.txt': 'x'.repeat(MEGABYTE) }));
    const found = await contents(read(path, (name) => name.startsWith('a/')));
    expect(found).toEqual({ 'a/one.txt': 'eins', 'a/two.txt': 'zwei', 'a/long.txt': 'x'.repeat(MEGABYTE) });
  });

  it('can be left half-way', async () => {
    const path = write(file, await make(FILES));
    for await (const { path: name } of read(path, () => true)) {
      expect(name).toBe('a/one.txt');
      break;
    }
  });

  it('refuses a file larger than allowed', async () => {
    const path = write(file, await make({ 'bomb.txt': Buffer.alloc(65 * MEGABYTE) }));
    await expect(contents(read(path, () => true))).rejects.toThrow(
      /unpacks to more than allowed at bomb\.txt: 67108864 bytes a file/,
    );
  });

  it.each([0.3, 0.6, 0.9])('names an archive that ends after %f of it', async (share) => {
    const whole = await make({ 'noise.txt': Uint8Array.from({ length: 9999 }, (_, i) => (i * i * 7) % 251) });
    const path = write(file, whole.subarray(0, Math.floor(share * whole.length)));
    await expect(contents(read(path, () => true))).rejects.toThrow(
      /is a damaged archive: .*; remove it and pull again/,
    );
  });
});

it('readZip() refuses an entry that is longer than it says', async () => {
  const path = write('liar.zip', zip({ 'a.txt': 'x'.repeat(MEGABYTE) }, 10));
  await expect(contents(readZip(path, () => true))).rejects.toThrow('is a damaged archive');
});

describe('extractTarGz()', () => {
  it('writes one file of the archive', async () => {
    const path = write('vectors.tgz', await tarGz({ ...FILES, 'a/long.txt': 'x'.repeat(65 * MEGABYTE) }));
    const target = write('target', '');
    await extractTarGz(path, 'a/long.txt', target);
    expect(statSync(target).size).toBe(65 * MEGABYTE);
    await extractTarGz(path, 'b.bin', target);
    expect(readFileSync(target, 'utf8')).toBe('drei');
  });

  it('leaves the target as it was when the archive is damaged or lacks the file', async () => {
    const whole = await tarGz({
      'noise.txt': Uint8Array.from({ length: 9999 }, (_, i) => (i * i * 7) % 251),
    });
    const target = write('target', 'as it was');
    const cut = write('cut.tgz', whole.subarray(0, whole.length >> 1));
    await expect(extractTarGz(cut, 'noise.txt', target)).rejects.toThrow('is a damaged archive');
    await expect(extractTarGz(write('whole.tgz', whole), 'other.txt', target)).rejects.toThrow(
      'lacks other.txt',
    );
    expect(readFileSync(target, 'utf8')).toBe('as it was');
  });
});
