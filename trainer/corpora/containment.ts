import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { digestKey } from '../read/heldout.ts';
import { fingerprints, type Runs } from './winnowing.ts';

/** Which runs of letters and numbers make a text a piece of another, by the language of what is held out. */
export const RUNS = {
  en: { run: 30, gram: 22 },
  zh: { run: 24, gram: 16 },
} as const satisfies Record<string, Runs>;

export type RunLanguage = keyof typeof RUNS;

/** Languages whose held-out texts have a list. */
export const RUN_LANGUAGES = Object.keys(RUNS) as RunLanguage[];

/** A fingerprint in a list, the most significant byte first. */
const BYTES = 5;
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** The file of the fingerprints of the held-out texts of a language. */
export function runsName(language: RunLanguage): string {
  return `heldout.${language}.runs`;
}

/** Where it lies. */
export function runsPath(language: RunLanguage): string {
  return fileURLToPath(new URL(runsName(language), import.meta.url));
}

/** The list of the fingerprints of texts: in rising order, without anything else. Equal texts give equal bytes. */
export function writeRuns(texts: Iterable<string>, runs: Runs): Uint8Array {
  const all = new Set<number>();
  for (const text of texts) {
    for (const fingerprint of fingerprints(digestKey(text), runs)) all.add(fingerprint);
  }
  const bytes = Buffer.alloc(all.size * BYTES);
  let offset = 0;
  for (const fingerprint of Float64Array.from(all).sort())
    offset = bytes.writeUIntBE(fingerprint, offset, BYTES);
  return bytes;
}

/** @throws UserError when the file is no list of fingerprints. */
export async function readRuns(path: string): Promise<ReadonlySet<number>> {
  const damaged = () => new UserError(`${path} is no list of fingerprints: take it anew from the repository`);
  const bytes = await readUpTo(path, MAX_LIST_BYTES, damaged);
  if (bytes.length === 0 || bytes.length % BYTES !== 0) throw damaged();
  const all = new Set<number>();
  let before = -1;
  for (let offset = 0; offset < bytes.length; offset += BYTES) {
    const fingerprint = bytes.readUIntBE(offset, BYTES);
    if (fingerprint <= before) throw damaged();
    all.add(fingerprint);
    before = fingerprint;
  }
  return all;
}

/** Whether a text shares a run with a held-out one: surely where it does, and rarely where it does not. */
export type Containment = (text: string) => boolean;

/** @throws UserError as `readRuns`. */
export async function readContainment(): Promise<Containment> {
  const lists = await Promise.all(
    RUN_LANGUAGES.map(async (language) => ({
      runs: RUNS[language],
      known: await readRuns(runsPath(language)),
    })),
  );
  return (text) => {
    const key = digestKey(text);
    return lists.some(({ runs, known }) => !known.isDisjointFrom(fingerprints(key, runs)));
  };
}
