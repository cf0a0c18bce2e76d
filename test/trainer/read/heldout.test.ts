import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digest, digestKey, readDigests } from '../../../trainer/read/heldout.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

/** Facts: other tools write such digests too, and a list of theirs must fit. */
const VECTORS = [
  [
    "It 's a charming and often affecting journey .",
    'itsacharmingandoftenaffectingjourney',
    '7cc6ed6469bdb6ca',
  ],
  [
    '@naïve_Élan Check https://example.org/ÄÖ?x=1 now!! ＦＵＬＬＷＩＤＴＨ ½ ①',
    'checknowfullwidth121',
    '7582fa90a568f9a4',
  ],
  ['房间很大，服务也很好，下次还会来！', '房间很大服务也很好下次还会来', '820de67308f0b95c'],
  ['İstanbul ΣΊΣΥΦΟΣ straße', 'istanbulσίσυφοςstraße', '2c10ec00cc9a0316'],
  ['no letters: 😀😀 -- !!', 'noletters', 'ad457683ef98abdc'],
];

describe('digest()', () => {
  it.each(VECTORS)('of %j', (text, key, expected) => {
    expect(digestKey(text)).toBe(key);
    expect(digest(text)).toBe(expected);
  });
});

describe('readDigests()', () => {
  it('reads one digest a line', async () => {
    const digests = await readDigests(write('ok.hashes', '7cc6ed6469bdb6ca\r\n\n820de67308f0b95c'));
    expect([...digests]).toEqual(['7cc6ed6469bdb6ca', '820de67308f0b95c']);
  });

  it('reads them packed with gzip, as npm pack ships them', async () => {
    const packed = gzipSync('7cc6ed6469bdb6ca\n820de67308f0b95c\n');
    const digests = await readDigests(write('packed.hashes', packed));
    expect([...digests]).toEqual(['7cc6ed6469bdb6ca', '820de67308f0b95c']);
  });

  it.each(['7cc6ed6469bdb6c', '7CC6ED6469BDB6CA', '7cc6ed6469bdb6ca0', 'a text'])(
    'refuses %j',
    async (line) => {
      const path = write('bad.hashes', `7cc6ed6469bdb6ca\n${line}\n`);
      await expect(readDigests(path)).rejects.toThrow(/^line 2 of .* is ".*", allowed 16 hex digits/);
    },
  );

  it('refuses an empty file and a missing one', async () => {
    await expect(readDigests(write('empty.hashes', '\n'))).rejects.toThrow('is empty');
    await expect(readDigests('none.hashes')).rejects.toThrow(
      'cannot open none.hashes: there is no such file',
    );
  });
});
