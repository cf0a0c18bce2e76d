import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import type { Home } from '../src/page/home.ts';
import { UserError } from './errors.ts';

/** What lies at `/` and what it loads, by path. Some are there only with the page, or only with a published model. */
export const HOME_FILES = [
  'index.html',
  'page.js',
  'page.css',
  'icon.svg',
  'bulk.js',
  'kernel.wasm',
  'model.bin',
];
/** The longest that an asset may be (https://developers.cloudflare.com/workers/platform/limits/#static-assets). */
export const MAX_ASSET = 25 * 1024 * 1024;
/** What the bundle holds of others, as their licence asks. */
const NOTICE = '/* csv-parse: MIT licence, Copyright (c) 2010 Adaltas */';

type Card = { name: string; version: string };
type Weights = { card: Card; weights: Uint8Array };

/** The page at `/`: what it can do, and the files that it loads. */
export type HomeParts = { home: Home; files: Map<string, Uint8Array> };

/**
 * Makes what the page at `/` loads.
 *
 * @param env of the build: `PAGE` and `PUBLISH_MODEL`.
 * @returns null where `PAGE` is `off`.
 * @throws UserError when one of them has another value.
 */
export function makeHome(root: string, { card, weights }: Weights, env: NodeJS.ProcessEnv): HomeParts | null {
  const publish = readSwitch('PUBLISH_MODEL', env.PUBLISH_MODEL, ['false', 'true']);
  if (readSwitch('PAGE', env.PAGE, ['on', 'off']) === 'off') return null;
  const source = (path: string) => join(root, 'src/page/browser', path);
  const files = new Map<string, Uint8Array>([
    ['page.js', bundle(source('main.ts'))],
    ['page.css', bundle(source('page.css'))],
    ['icon.svg', readFileSync(source('icon.svg'))],
  ]);
  if (publish !== 'true' && !isShipped(root, card)) return { home: { bulk: { withheld: 'private' } }, files };
  // As bytes of its own: Cloudflare compresses no application/octet-stream.
  const model = gzipSync(weights);
  if (model.length > MAX_ASSET) return { home: { bulk: { withheld: 'too-large' } }, files };
  files.set('bulk.js', bundle(source('bulk.ts'), NOTICE));
  files.set('kernel.wasm', readFileSync(join(root, 'build/edge-kernel.wasm')));
  files.set('model.bin', model);
  return { home: { bulk: { model: `${card.name}@${card.version}`, bytes: model.length } }, files };
}

/**
 * Removes what an earlier build has left at `/` and this one has not made: a model that is its owner's would be served on.
 *
 * @param made paths in the folder.
 */
export function removeLeft(folder: string, made: readonly string[]): void {
  for (const path of HOME_FILES) if (!made.includes(path)) rmSync(join(folder, path), { force: true });
}

/** Whether it is the model that every clone has, which is public already. One that was calibrated or trained on is its owner's. */
function isShipped(root: string, { name, version }: Card): boolean {
  const shipped: Card = JSON.parse(readFileSync(join(root, 'src/weights/default.json'), 'utf8'));
  return name === shipped.name && version === shipped.version;
}

/** The first of the values where the variable is missing or empty. */
function readSwitch(name: string, value: string | undefined, allowed: readonly string[]): string {
  if (value === undefined || value === '') return allowed[0];
  if (allowed.includes(value)) return value;
  throw new UserError(`${name} is ${JSON.stringify(value)}, allowed ${allowed.join(' and ')}`);
}

/** One file of an entry and all that it imports. */
function bundle(entry: string, notice = ''): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    banner: { js: notice },
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}
