import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledDigest } from '../files/compiled.ts';

/** What must be equal wherever fits of one command are done, so that they have equal bytes. */
export type Version = {
  /** The first digits of the SHA-256 of all code that a fit may run. */
  code: string;
  node: string;
};

/** The repository, or `dist/` of the package. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['trainer', 'src/model'];
const DIGITS = 12;

/** The version of this process. */
export function ownVersion(): Version {
  const hash = createHash('sha256').update(compiledDigest());
  for (const folder of FOLDERS) {
    for (const name of codeIn(join(ROOT, folder))) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(ROOT, folder, name)));
    }
  }
  return { code: hash.digest('hex').slice(0, DIGITS), node: process.version };
}

/** Names of the files of a folder that are code, in an order that is the same everywhere. */
function codeIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .sort();
}

/** The BullMQ queue of one version: others never see its fits. */
export function queueNameOf({ code, node }: Version): string {
  return `fits-${code}-${node}`;
}
