import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { type Choice, choiceIn } from '../config/start.ts';
import type { EpochReport, RunState, Weights } from '../parallel/state.ts';
import type { LearningCurve } from '../scoring/learningcurve.ts';
import type { Fingerprint } from './fingerprint.ts';

/**
 * A checkpoint as a file: 32 bytes of magic, the length of the header as 64 bits, the header in JSON, the blocks
 * as float32, and the SHA-256 of all that. Little-endian. Not safetensors, whose reader allows 128 MiB: with its
 * moments and its averaged epochs a state is many times the model.
 */

/** What a checkpoint of any version begins with. */
const MAGIC_STEM = 'edge-sentiment-checkpoint/';
const MAGIC = `${MAGIC_STEM}2`.padEnd(32);
const PREFIX_BYTES = MAGIC.length + 8;
const DIGEST_BYTES = 32;
/** 10,000 epochs, the most there may be, need 2 MB. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** One call reads or writes no more; Node allows 2 GiB. */
const SLICE_BYTES = 64 * 1024 * 1024;

/** The file is no whole checkpoint. */
export class TornCheckpointError extends Error {}

export type Checkpoint = {
  fingerprint: Fingerprint;
  state: RunState;
  /** What the run chose to start from, so that it is not chosen again. */
  choice?: Choice | undefined;
  /** What more rows would bring, so that it is not measured again. */
  learningCurve?: LearningCurve | undefined;
};

type Block = { name: string; length: number };
type Header = {
  fingerprint: Fingerprint;
  choice?: unknown;
  learningCurve?: LearningCurve;
  epochs: EpochReport[];
  best: EpochReport | null;
  recent: number;
  partial: { step: number; epochSums: number[] } | null;
  blocks: Block[];
};

/** Writes to an open, empty file and waits until the disk has it. */
export async function writeCheckpointTo(
  file: FileHandle,
  { fingerprint, state, choice, learningCurve }: Checkpoint,
): Promise<void> {
  const blocks = blocksOf(state);
  const header: Header = {
    fingerprint,
    ...(choice && { choice }),
    ...(learningCurve && { learningCurve }),
    epochs: [...state.epochs],
    best: state.best?.report ?? null,
    recent: state.recent.length,
    partial: state.partial ? { step: state.partial.step, epochSums: [...state.partial.epochSums] } : null,
    blocks: blocks.map(([name, { length }]) => ({ name, length })),
  };
  const text = Buffer.from(JSON.stringify(header, keepNonFinite));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC);
  prefix.writeBigUInt64LE(BigInt(text.length), MAGIC.length);
  const hash = createHash('sha256');
  for (const part of [prefix, text, ...blocks.map(([, values]) => bytesOf(values))]) {
    hash.update(part);
    await eachSlice(part, async (slice) => {
      await file.writeFile(slice);
    });
  }
  await file.writeFile(hash.digest());
  await file.sync();
}

/** Whether a file begins as a checkpoint does, so far as it goes: one that was cut off counts, a link does not. */
export async function beginsAsCheckpoint(path: string): Promise<boolean> {
  // Opening a pipe would wait for its writer.
  if (!(await lstat(path)).isFile()) return false;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_STEM.length));
    return MAGIC_STEM.startsWith(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Reads a checkpoint.
 *
 * @throws TornCheckpointError for anything but a whole one.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await open(path, 'r');
  try {
    return await readFrom(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

async function readFrom(file: FileHandle, size: number): Promise<Checkpoint> {
  const hash = createHash('sha256');
  const prefix = await take(file, hash, PREFIX_BYTES);
  if (prefix.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new TornCheckpointError(`does not begin with ${MAGIC.trim()}`);
  }
  const length = prefix.readBigUInt64LE(MAGIC.length);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, size))) {
    throw new TornCheckpointError(`header is ${length} bytes, allowed ${MAX_HEADER_BYTES} and ${size}`);
  }
  const header = parseHeader(await take(file, hash, Number(length)));
  const data = header.blocks.reduce((sum, block) => sum + 4 * block.length, 0);
  const needed = PREFIX_BYTES + Number(length) + data + DIGEST_BYTES;
  // Before anything is allocated: the file bounds its blocks.
  if (needed !== size) throw new TornCheckpointError(`has ${size} bytes, its header needs ${needed}`);
  const blocks = new Map<string, Float32Array>();
  for (const { name, length: floats } of header.blocks) {
    const values = new Float32Array(floats);
    await readInto(file, hash, bytesOf(values));
    blocks.set(name, values);
  }
  const digest = hash.digest();
  if (!digest.equals(await take(file, undefined, DIGEST_BYTES))) {
    throw new TornCheckpointError('has not the SHA-256 that it ends with');
  }
  const choice = choiceIn(header.choice);
  const { fingerprint, learningCurve } = header;
  return { fingerprint, state: stateOf(header, blocks), ...(choice && { choice }), learningCurve };
}

function parseHeader(bytes: Buffer): Header {
  let header: Header;
  try {
    header = JSON.parse(bytes.toString());
  } catch {
    throw new TornCheckpointError('has a header that is not JSON');
  }
  const { blocks, epochs } = header;
  const isBlock = ({ length }: Block) => Number.isSafeInteger(length) && length >= 0;
  if (!Array.isArray(blocks) || !Array.isArray(epochs) || !blocks.every(isBlock)) {
    throw new TornCheckpointError('has a header without blocks and epochs');
  }
  return header;
}

/** The blocks of a state by name, in the order of the file. */
function blocksOf({ recent, moments, best, partial }: RunState): [string, Float32Array][] {
  const weights = (name: string, { dense, statistics, embedding }: Weights): [string, Float32Array][] => [
    [`${name}.dense`, dense],
    [`${name}.statistics`, statistics],
    [`${name}.embedding`, embedding],
  ];
  return [
    ...recent.flatMap((epoch, index) => weights(`recent.${index}`, epoch)),
    ['moments.dense.0', moments.dense[0]],
    ['moments.dense.1', moments.dense[1]],
    ['moments.embedding.0', moments.embedding[0]],
    ['moments.embedding.1', moments.embedding[1]],
    ...(best ? weights('best', best.weights) : []),
    ...(best ? [['best.logits', best.devLogits] satisfies [string, Float32Array]] : []),
    ...(partial ? weights('partial', partial.weights) : []),
  ];
}

function stateOf(header: Header, blocks: ReadonlyMap<string, Float32Array>): RunState {
  const block = (name: string): Float32Array => {
    const values = blocks.get(name);
    if (values === undefined) throw new TornCheckpointError(`lacks the block ${name}`);
    return values;
  };
  const weights = (name: string): Weights => ({
    dense: block(`${name}.dense`),
    statistics: block(`${name}.statistics`),
    embedding: block(`${name}.embedding`),
  });
  return {
    epochs: header.epochs.map(reportOf),
    recent: Array.from({ length: header.recent }, (_, index) => weights(`recent.${index}`)),
    moments: {
      dense: [block('moments.dense.0'), block('moments.dense.1')],
      embedding: [block('moments.embedding.0'), block('moments.embedding.1')],
    },
    best: header.best
      ? { report: reportOf(header.best), weights: weights('best'), devLogits: block('best.logits') }
      : undefined,
    partial: header.partial
      ? {
          step: header.partial.step,
          epochSums: Float64Array.from(header.partial.epochSums),
          weights: weights('partial'),
        }
      : undefined,
  };
}

/** JSON has no infinity, but a dev loss may be one. */
function keepNonFinite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function reportOf({ epoch, loss, accuracy, devLoss, devAccuracy }: EpochReport): EpochReport {
  return { epoch, loss: Number(loss), accuracy, devLoss: Number(devLoss), devAccuracy };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function take(file: FileHandle, hash: Hash | undefined, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await readInto(file, hash, bytes);
  return bytes;
}

async function readInto(file: FileHandle, hash: Hash | undefined, bytes: Uint8Array): Promise<void> {
  await eachSlice(bytes, async (slice) => {
    for (let at = 0; at < slice.length; ) {
      const { bytesRead } = await file.read(slice, at, slice.length - at);
      if (bytesRead === 0) throw new TornCheckpointError('ends too early');
      at += bytesRead;
    }
    hash?.update(slice);
  });
}

async function eachSlice(bytes: Uint8Array, visit: (slice: Uint8Array) => Promise<void>): Promise<void> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) await visit(bytes.subarray(at, at + SLICE_BYTES));
}
