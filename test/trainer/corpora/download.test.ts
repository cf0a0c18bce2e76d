import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeOf, pullFile } from '../../../trainer/corpora/download.ts';

const CONTENT = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 31) % 256));
const COPY = {
  bytes: CONTENT.length,
  digest: `sha256:${createHash('sha256').update(CONTENT).digest('hex')}`,
};

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
const servers: Server[] = [];
let cache: string;
let ranges: (string | undefined)[];

beforeEach(() => {
  cache = mkdtempSync(join(folder, 'cache-'));
  ranges = [];
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** Serves one file. @returns its address. */
async function serve(respond: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    respond(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data/corpus.tsv`;
}

/** As servers of files do: parts where they are asked for. */
const withRanges: RequestListener = ({ headers: { range } }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (from >= CONTENT.length) response.writeHead(416).end();
  else response.writeHead(range === undefined ? 200 : 206).end(CONTENT.subarray(from));
};

/** Leaves what an earlier try got. */
function leavePart(url: string, bytes: Uint8Array): void {
  const path = `${placeOf(cache, url)}.part`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

describe('pullFile()', () => {
  it('downloads a file, tells how far it is, and does not ask again', async () => {
    const url = await serve(withRanges);
    const progress: number[] = [];
    const onProgress = (done: number) => progress.push(done);
    const path = await pullFile({ url, copies: [COPY] }, { cache, onProgress });
    expect(path).toBe(join(cache, new URL(url).host, 'data', 'corpus.tsv'));
    expect(readFileSync(path)).toEqual(CONTENT);
    expect(progress.at(-1)).toBe(CONTENT.length);
    await pullFile({ url, copies: [COPY] }, { cache });
    expect(ranges).toEqual([undefined]);
  });

  it('goes on where it stopped', async () => {
    const url = await serve(withRanges);
    leavePart(url, CONTENT.subarray(0, 20_000));
    expect(readFileSync(await pullFile({ url, copies: [COPY] }, { cache }))).toEqual(CONTENT);
    expect(ranges).toEqual(['bytes=20000-']);
  });

  it('goes on after a connection that broke', async () => {
    let breakOff = () => {};
    const url = await serve((request, response) => {
      if (ranges.length > 1) return withRanges(request, response);
      breakOff = () => response.destroy();
      response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 30_000));
    });
    const file = { url, copies: [COPY] };
    await expect(pullFile(file, { cache, onProgress: () => breakOff() })).rejects.toThrow(
      /broke off after \d+ bytes .*pull again to go on/,
    );
    expect(existsSync(placeOf(cache, url))).toBe(false);
    expect(readFileSync(await pullFile(file, { cache }))).toEqual(CONTENT);
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);
  });

  it('begins anew at a server that knows no ranges, and at one whose file is shorter', async () => {
    const plain = await serve((_, response) => response.end(CONTENT));
    leavePart(plain, CONTENT.subarray(0, 20_000));
    expect(readFileSync(await pullFile({ url: plain, copies: [COPY] }, { cache }))).toEqual(CONTENT);
    const shorter = await serve(withRanges);
    leavePart(shorter, Buffer.alloc(CONTENT.length));
    const copies = [{ bytes: 2 * CONTENT.length, digest: 'md5:0' }, COPY];
    expect(readFileSync(await pullFile({ url: shorter, copies }, { cache }))).toEqual(CONTENT);
  });

  it('replaces a file in the cache that was damaged', async () => {
    const url = await serve(withRanges);
    const path = await pullFile({ url, copies: [COPY] }, { cache });
    writeFileSync(path, Buffer.alloc(CONTENT.length));
    expect(readFileSync(await pullFile({ url, copies: [COPY] }, { cache }))).toEqual(CONTENT);
  });

  it('accepts an MD5 and any of several copies', async () => {
    const url = await serve(withRanges);
    const md5 = `md5:${createHash('md5').update(CONTENT).digest('hex')}`;
    const copies = [
      { bytes: 99_999, digest: 'sha256:0' },
      { bytes: CONTENT.length, digest: md5 },
    ];
    expect(readFileSync(await pullFile({ url, copies }, { cache }))).toEqual(CONTENT);
  });

  it.each([
    [
      'another digest',
      { ...COPY, digest: `sha256:${'0'.repeat(64)}` },
      /has 50000 bytes, sha256:.*; allowed 50000/,
    ],
    ['fewer bytes', { ...COPY, bytes: 60_000 }, /has 50000 bytes, .* allowed 60000/],
    ['more bytes', { ...COPY, bytes: 40_000 }, /sends more than 40000 bytes/],
  ])('leaves no file with %s', async (_, copy, message) => {
    const url = await serve(withRanges);
    await expect(pullFile({ url, copies: [copy] }, { cache })).rejects.toThrow(message);
    expect(existsSync(placeOf(cache, url))).toBe(false);
  });

  it('names the address that refuses or is not there', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    await expect(pullFile({ url, copies: [COPY] }, { cache })).rejects.toThrow(
      `${url} answered 404 Not Found`,
    );
    const nowhere = 'http://127.0.0.1:1/x';
    await expect(pullFile({ url: nowhere, copies: [COPY] }, { cache })).rejects.toThrow(
      'http://127.0.0.1:1/x cannot be reached',
    );
  });

  it('takes the file from a mirror, and says where the mirror lacks it', async () => {
    const mirror = mkdtempSync(join(folder, 'mirror-'));
    const url = 'https://example.org/~someone/corpus.tsv';
    const place = join(mirror, 'example.org', '~someone', 'corpus.tsv');
    const file = { url, copies: [COPY] };
    await expect(pullFile(file, { cache, mirror })).rejects.toThrow(
      `the mirror lacks ${url}: put it at ${place}`,
    );
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, CONTENT);
    expect(readFileSync(await pullFile(file, { cache, mirror }))).toEqual(CONTENT);
  });

  describe('of an npm package', () => {
    const name = 'some-vectors';
    const packed = mkdtempSync(join(folder, 'package-'));
    writeFileSync(join(packed, 'package.json'), JSON.stringify({ name, version: '1.2.3' }));
    writeFileSync(join(packed, 'vectors.json'), '{}');
    execFileSync('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: packed });
    const archive = readFileSync(join(folder, `${name}-1.2.3.tgz`));
    const digest = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
    const file = { url: `npm:${name}@1.2.3`, copies: [{ bytes: archive.length, digest }] };

    /** A registry that has this one package. */
    async function serveRegistry(): Promise<void> {
      const { origin } = new URL(
        await serve((request, response) => {
          if (request.url === '/archive.tgz') response.end(archive);
          else if (request.url === `/${name}`) response.end(JSON.stringify(packument));
          else response.writeHead(404).end('{}');
        }),
      );
      const version = { name, version: '1.2.3', dist: { tarball: `${origin}/archive.tgz` } };
      const packument = { name, 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } };
      vi.stubEnv('npm_config_registry', origin);
      vi.stubEnv('npm_config_cache', join(cache, 'npm-cache'));
      vi.stubEnv('npm_config_fetch_retries', '0');
    }
    afterEach(() => vi.unstubAllEnvs());

    it('has npm bring it from the registry that the user has set', async () => {
      await serveRegistry();
      const path = await pullFile(file, { cache });
      expect(path).toBe(join(cache, 'npm', `${name}@1.2.3.tgz`));
      expect(readFileSync(path)).toEqual(archive);
    });

    it('takes it from a mirror that has it, and from npm where the mirror lacks it', async () => {
      await serveRegistry();
      const mirror = mkdtempSync(join(folder, 'mirror-'));
      expect(readFileSync(await pullFile(file, { cache, mirror }))).toEqual(archive);
      const place = placeOf(mirror, file.url);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, archive);
      vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1/');
      const other = join(cache, 'other');
      expect(readFileSync(await pullFile(file, { cache: other, mirror }))).toEqual(archive);
    });

    it('says what npm said, and leaves no file', async () => {
      await serveRegistry();
      const unknown = { ...file, url: 'npm:no-such-package@1.0.0' };
      await expect(pullFile(unknown, { cache })).rejects.toThrow(
        /^npm cannot bring no-such-package@1\.0\.0: 404 .*npm config get registry/,
      );
      const changed = { ...file, copies: [{ bytes: archive.length, digest: `sha256:${'0'.repeat(64)}` }] };
      await expect(pullFile(changed, { cache })).rejects.toThrow(/has \d+ bytes, sha256:.*; allowed/);
      expect(readdirSync(join(cache, 'npm'))).toEqual([]);
    });
  });
});
