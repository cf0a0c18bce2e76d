import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { UserError, withWritable } from '../errors.ts';
import { makeFolder } from '../files/outputs.ts';
import type { Copy, RemoteFile } from './sources.ts';

type PullOptions = {
  /** Folder that keeps the files, laid out by URL: see `placeOf`. */
  cache: string;
  /** A folder of the same layout to take files from instead of the network. */
  mirror?: string | undefined;
  /** Told how much of the file is there, in bytes. */
  onProgress?: (done: number, total: number) => void;
};

/** An npm package as npm itself names it, `npm:NAME@VERSION`: it comes from whichever registry npm is set to. */
const NPM = 'npm:';

/** Where a file lies in a folder laid out by URL: at `<host>/<path>`, an npm package at `npm/<name>@<version>.tgz`. */
export function placeOf(folder: string, url: string): string {
  const { protocol, host, pathname } = new URL(url);
  if (protocol === NPM) return join(folder, 'npm', `${pathname}.tgz`);
  return join(folder, host, ...pathname.split('/'));
}

/**
 * Brings a file into the cache, from the mirror or the network, unless it is there already. A download that broke off
 * goes on where it stopped. Nothing but a file of an accepted size and digest is ever left at its place.
 *
 * @returns the file's place.
 * @throws UserError when the file cannot be had or is not what it should be.
 */
export async function pullFile(file: RemoteFile, options: PullOptions): Promise<string> {
  const place = placeOf(options.cache, file.url);
  if (await isAccepted(place, file.copies)) return place;
  const part = `${place}.part`;
  await withWritable(place, () => makeFolder(dirname(place)));
  const isPackage = file.url.startsWith(NPM);
  const isMirrored = options.mirror !== undefined && (await sizeOf(placeOf(options.mirror, file.url))) > 0;
  // Where there is no network, npm may still have a registry.
  if (isPackage && !isMirrored) await pack(file.url.slice(NPM.length), part);
  else if (options.mirror !== undefined) await copyFrom(options.mirror, file, part);
  else await download(file, part, options);
  const found = await describe(part);
  if (!matches(found, file.copies)) {
    await rm(part, { force: true });
    const allowed = file.copies.map(({ bytes, digest }) => `${bytes} bytes, ${digest}`).join(' or ');
    throw new UserError(
      `${file.url} has ${found.bytes} bytes, sha256:${found.sha256}; allowed ${allowed}. It has changed or was damaged on the way: pull again`,
    );
  }
  await rename(part, place);
  return place;
}

/** Whether a file of this name is there and is one of the accepted copies. */
async function isAccepted(path: string, copies: readonly Copy[]): Promise<boolean> {
  const size = await sizeOf(path);
  return copies.some(({ bytes }) => bytes === size) && matches(await describe(path), copies);
}

type Description = { bytes: number; sha256: string; md5: string };

async function describe(path: string): Promise<Description> {
  const hashes = { sha256: createHash('sha256'), md5: createHash('md5') };
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hashes.sha256.update(chunk);
    hashes.md5.update(chunk);
  }
  return { bytes, sha256: hashes.sha256.digest('hex'), md5: hashes.md5.digest('hex') };
}

function matches({ bytes, sha256, md5 }: Description, copies: readonly Copy[]): boolean {
  const digests = [`sha256:${sha256}`, `md5:${md5}`];
  return copies.some((copy) => copy.bytes === bytes && digests.includes(copy.digest));
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function copyFrom(mirror: string, { url }: RemoteFile, part: string): Promise<void> {
  const source = placeOf(mirror, url);
  if ((await sizeOf(source)) === 0) {
    throw new UserError(`the mirror lacks ${url}: put it at ${source}, or pull without --mirror`);
  }
  await withWritable(part, () => pipeline(createReadStream(source), createWriteStream(part)));
}

const run = promisify(execFile);
/** On Windows npm is a script, which only a shell starts. */
const SHELL = process.platform === 'win32';

/** Has npm bring a package: registry, proxy and credentials are as the user set them. */
async function pack(name: string, part: string): Promise<void> {
  const folder = await mkdtemp(`${part}-`);
  try {
    await run('npm', ['pack', name, '--pack-destination', folder, '--loglevel', 'error'], { shell: SHELL });
    const [archive] = await readdir(folder);
    await rename(join(folder, archive), part);
  } catch (error) {
    throw new UserError(
      `npm cannot bring ${name}: ${npmReason(error)}; see "npm config get registry", or give --mirror DIR with ${NPM.slice(0, -1)}/${name}.tgz`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What npm said, in one line. */
function npmReason(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return 'npm is not installed';
  const lines = (stderr ?? '').split('\n').map((line) => line.replace(/^npm (?:error|ERR!) /, '').trim());
  return lines.find((line) => line !== '' && !line.startsWith('code ')) ?? message;
}

async function download({ url, copies }: RemoteFile, part: string, { onProgress }: PullOptions) {
  const largest = Math.max(...copies.map(({ bytes }) => bytes));
  const have = await sizeOf(part);
  const from = have < largest ? have : 0;
  const response = await request(url, from);
  // A server that does not know ranges sends the whole file again.
  const start = response.status === 206 ? from : 0;
  let done = start;
  const save = async () => {
    const handle = await open(part, start > 0 ? 'a' : 'w');
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        done += chunk.length;
        if (done > largest) {
          await rm(part, { force: true });
          throw new UserError(`${url} sends more than ${largest} bytes: it is not the file of the recipe`);
        }
        await handle.appendFile(chunk);
        onProgress?.(done, largest);
      }
    } finally {
      await handle.close();
    }
  };
  try {
    await withWritable(part, save);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error as Error).message;
    throw new UserError(`${url} broke off after ${done} bytes (${reason}): pull again to go on from there`);
  }
}

async function request(url: string, from: number): Promise<Response> {
  const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
  let response: Response;
  try {
    response = await fetch(url, { headers });
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    throw new UserError(
      `${url} cannot be reached: ${(cause as Error).message}; give --mirror DIR where there is no network`,
    );
  }
  // What is here does not go together with what is there: begin anew.
  if (response.status === 416 && from > 0) return request(url, 0);
  if (response.ok && response.body !== null) return response;
  throw new UserError(
    `${url} answered ${response.status} ${response.statusText}: pull again later, or give --mirror DIR`,
  );
}
