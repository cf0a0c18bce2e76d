import { rmdirSync } from 'node:fs';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CheckpointFolder } from '../checkpoint/folder.ts';
import { UserError, withWritable } from '../errors.ts';
import { isThere, makeFolder, outputsOf } from '../files/outputs.ts';

/** What a folder has in which `compare` keeps its fits: it leaves no model, and is no run to go on with. */
export const ARM_FITS = 'arms';
/** Where runs go for which no folder is given. */
const RUNS = 'runs';
/** What tells how a file is packed and written, and nothing of what is in it. */
const ENDINGS = /(?:\.(?:gz|csv|tsv|txt|tab|json|jsonl|ndjson|parquet))+$/i;
const MAX_NAME = 40;

/**
 * Makes the next free `runs/NAME-N` for labelled texts. Of two processes at once each gets its own.
 *
 * @param data the file; its name without ending is NAME.
 * @throws UserError when no folder can be made there.
 */
export async function newRunFolder(data: string): Promise<string> {
  const name = runName(data);
  return withWritable(RUNS, async () => {
    await makeFolder(RUNS);
    const [last = 0] = await numbersOf(name);
    for (let number = last + 1; ; number++) {
      const folder = join(RUNS, `${name}-${number}`);
      if (await makeAnew(folder)) return folder;
    }
  });
}

/**
 * The newest `runs/NAME-N` for these texts that has not finished.
 *
 * @throws UserError naming what there is, where all have finished or there is none.
 */
export async function unfinishedRun(data: string): Promise<string> {
  const all = await runFolders(data);
  const isRun = await Promise.all(all.map(async (folder) => !(await isThere(join(folder, ARM_FITS)))));
  const folders = all.filter((_, index) => isRun[index]);
  for (const folder of folders) {
    const [model] = outputsOf(folder);
    if (!(await isThere(model)) || (await new CheckpointFolder(folder).isUsed())) return folder;
  }
  const found =
    folders.length === 0 ? `there is no ${join(RUNS, `${runName(data)}-1`)}` : `${folders[0]} is finished`;
  throw new UserError(
    `no run of ${data} is left to go on with: ${found}. Leave --resume out to train anew, or give its --out`,
  );
}

/** The folders `runs/NAME-N` for these texts, the newest first. */
export async function runFolders(data: string): Promise<string[]> {
  const name = runName(data);
  return (await numbersOf(name)).map((number) => join(RUNS, `${name}-${number}`));
}

/** Removes a folder of `newRunFolder` that a run left empty. */
export async function removeEmpty(folder: string): Promise<void> {
  // One that is not empty stays, and what ended the run is to be told.
  await rmdir(folder).catch(() => {});
}

/** As `removeEmpty`, where a second signal ends the process at once. */
export function removeEmptyAtExit(folder: string): void {
  process.once('exit', () => {
    try {
      rmdirSync(folder);
    } catch {
      // It is gone or not empty.
    }
  });
}

/** The name of a file as the name of a folder, in letters, digits, ".", "_" and "-". */
export function runName(data: string): string {
  const name = basename(data)
    .replace(ENDINGS, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  // By characters, not by UTF-16: half of one is no name.
  return [...name].slice(0, MAX_NAME).join('') || 'run';
}

/** What a model is called that is given no name: as its data. `default` is the name of the model that ships. */
export function modelName(data: string): string {
  const name = runName(data);
  return name === 'default' ? 'custom' : name;
}

/** The numbers N of the folders `runs/NAME-N`, the largest first. */
async function numbersOf(name: string): Promise<number[]> {
  const entries = await readdir(RUNS).catch(() => [] as string[]);
  return entries
    .filter((entry) => entry.startsWith(`${name}-`) && /^[1-9]\d{0,8}$/.test(entry.slice(name.length + 1)))
    .map((entry) => Number(entry.slice(name.length + 1)))
    .sort((a, b) => b - a);
}

/** @returns false when it is there already. */
async function makeAnew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Where trials are kept, and whether an earlier process has begun them. */
export type TrialsFolder = { out: string; isOld: boolean };

/** The newest `runs/NAME-N` of these texts whose trials have not finished, or else the next free one. */
export async function trialsFolder(
  data: string,
  isUnfinished: (out: string) => Promise<boolean>,
): Promise<TrialsFolder> {
  for (const out of await runFolders(data)) {
    if (await isUnfinished(out)) return { out, isOld: true };
  }
  return { out: await newRunFolder(data), isOld: false };
}

/** Says which folder was chosen, and works in it; after an error one that is still empty is removed. */
export async function workIn(
  { out, isOld }: TrialsFolder,
  report: (message: string) => void,
  work: (out: string) => Promise<void>,
): Promise<void> {
  report(isOld ? `going on with ${out}` : `writing to ${out}`);
  try {
    await work(out);
  } catch (error) {
    await removeEmpty(out);
    throw error;
  }
}
