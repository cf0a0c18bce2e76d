import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, UserError, withFile, withWritable } from '../errors.ts';
import { withDraft } from '../files/drafts.ts';
import { makeFolder } from '../files/outputs.ts';
import type { RunState } from '../parallel/state.ts';
import {
  beginsAsCheckpoint,
  type Checkpoint,
  readCheckpoint,
  TornCheckpointError,
  writeCheckpointTo,
} from './file.ts';
import { differences, type Fingerprint } from './fingerprint.ts';

/** Checkpoints that are kept: the older one is for when the newer one is damaged. */
const KEPT = 2;
/** Sorted by name, those within an epoch come before the one at its end: a hyphen is less than a full stop. */
const NAME = /^epoch-\d{6}(-step-\d{10})?\.checkpoint$/;
const UNFINISHED = '.unfinished';
/** What `rmdir` says of a folder that is gone, is not empty, or is a link. */
const NOT_REMOVED = ['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'];

/** The folder of a run's checkpoints, `OUT/checkpoints`. Files that others put there stay as they are. */
export class CheckpointFolder {
  readonly #path: string;

  constructor(out: string) {
    this.#path = join(out, 'checkpoints');
  }

  /**
   * Looks whether a run may use the folder.
   *
   * @throws UserError when it is a file, or a file in it has the name of a checkpoint and is none.
   */
  async check(): Promise<void> {
    for (const name of [...(await this.#names()), ...(await this.#drafts())]) {
      const path = join(this.#path, name);
      if (await withFile(path, () => beginsAsCheckpoint(path))) continue;
      throw new UserError(
        `${path} has the name of a checkpoint, but is none: move it away, or give another --out`,
      );
    }
  }

  /** Whether a run left checkpoints behind, whole or not. */
  async isUsed(): Promise<boolean> {
    return (await this.#names()).length > 0;
  }

  /**
   * The state of the newest checkpoint that is whole; undefined where there is none.
   *
   * @param report told of each damaged one.
   * @throws UserError when the checkpoint is of a run with other data or choices.
   */
  async newest(now: Fingerprint, report: (message: string) => void): Promise<RunState | undefined> {
    for (const name of (await this.#names()).reverse()) {
      const path = join(this.#path, name);
      const checkpoint = await readWhole(path, report);
      if (checkpoint === undefined) continue;
      const changes = differences(checkpoint.fingerprint, now);
      if (changes.length === 0) return checkpoint.state;
      throw new UserError(
        `cannot go on from ${path}, it is of another run: ${changes.join('; ')}. Use the same data and flags, or another --out`,
      );
    }
    return undefined;
  }

  /** What the run of the newest whole checkpoint measured before it trained: what it chose to start from, and its learning curve. */
  async measured(): Promise<Pick<Checkpoint, 'choice' | 'learningCurve'>> {
    for (const name of (await this.#names()).reverse()) {
      // Who goes on from it is told of damaged ones.
      const checkpoint = await readWhole(join(this.#path, name), () => {});
      if (checkpoint !== undefined) return checkpoint;
    }
    return {};
  }

  /**
   * Writes a checkpoint whole or not at all, then removes those before the last two.
   *
   * @throws UserError when the disk is full or the folder cannot be written.
   */
  async save(checkpoint: Checkpoint): Promise<void> {
    const path = join(this.#path, nameOf(checkpoint.state));
    await withWritable(path, async () => {
      await makeFolder(this.#path);
      await writeAtomically(path, checkpoint);
      await syncFolder(this.#path);
      const old = (await this.#names()).slice(0, -KEPT);
      for (const name of old) await removeCheckpoint(join(this.#path, name));
    });
  }

  /** Removes the checkpoints, and their folder where it has nothing else: the run is over. */
  async clear(): Promise<void> {
    const names = [...(await this.#names()), ...(await this.#drafts())];
    await withWritable(this.#path, async () => {
      for (const name of names) await removeCheckpoint(join(this.#path, name));
      await rmdir(this.#path).catch((error) => {
        if (!NOT_REMOVED.includes(error.code)) throw error;
      });
    });
  }

  /** Names of the checkpoints, the oldest first. */
  async #names(): Promise<string[]> {
    return (await this.#entries()).filter((name) => NAME.test(name)).sort();
  }

  /** Names of the checkpoints that a run was killed in writing. */
  async #drafts(): Promise<string[]> {
    const isDraft = (name: string) =>
      name.endsWith(UNFINISHED) && NAME.test(name.slice(0, -UNFINISHED.length));
    return (await this.#entries()).filter(isDraft);
  }

  async #entries(): Promise<string[]> {
    try {
      return await readdir(this.#path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return [];
      if (code !== 'ENOTDIR') throw explainFileError(this.#path, error);
      throw new UserError(
        `${this.#path} is no folder, but checkpoints go into one of that name: move it away, or give another --out`,
      );
    }
  }
}

/** By the epoch that has ended, or the one at hand and its steps. */
function nameOf({ epochs, partial }: RunState): string {
  const digits = (value: number, count: number) => String(value).padStart(count, '0');
  if (partial === undefined) return `epoch-${digits(epochs.length, 6)}.checkpoint`;
  return `epoch-${digits(epochs.length + 1, 6)}-step-${digits(partial.step, 10)}.checkpoint`;
}

async function readWhole(path: string, report: (message: string) => void): Promise<Checkpoint | undefined> {
  try {
    return await readCheckpoint(path);
  } catch (error) {
    if (!(error instanceof TornCheckpointError)) throw error;
    report(`${path} is damaged, it ${error.message}: left out`);
    return undefined;
  }
}

/** Removes a file that is a checkpoint by its content as well. */
async function removeCheckpoint(path: string): Promise<void> {
  if (await beginsAsCheckpoint(path)) await rm(path, { force: true });
}

async function writeAtomically(path: string, checkpoint: Checkpoint): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  await withDraft(unfinished, async () => {
    const file = await open(unfinished, 'w');
    try {
      await writeCheckpointTo(file, checkpoint);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  });
}

/** Makes a rename last through a loss of power, where the system lets a folder be synchronised. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows opens no folders, and some file systems do not synchronise them.
  }
}
