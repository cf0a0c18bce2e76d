import { UserError } from '../errors.ts';
import { type BlobRef, MAX_BLOB_BYTES } from './blobs.ts';

/** A list in a fit: labels are the longest. */
const MAX_LIST = 1000;
const MAX_STRING = 200;
const SHA256 = /^[0-9a-f]{64}$/;

/** The error for a part of what came through the queue. */
export function refuse(name: string, problem: string): UserError {
  return new UserError(`what came through the queue is no fit: ${name} ${problem}`);
}

export function objectIn(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw refuse(name, 'is no object');
}

export function listIn(name: string, value: unknown, most = MAX_LIST): unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= most) return value;
  throw refuse(name, `is no list of 1 to ${most}`);
}

export function stringIn(name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_STRING) return value;
  throw refuse(name, `is no text of up to ${MAX_STRING} characters`);
}

export function digestIn(name: string, value: unknown): string {
  if (typeof value === 'string' && SHA256.test(value)) return value;
  throw refuse(name, 'is no SHA-256');
}

/** A whole number from 0 to a bound. */
export function countIn(name: string, value: unknown, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most)
    return value as number;
  throw refuse(name, `is no whole number from 0 to ${most}`);
}

export function refIn(name: string, value: unknown): BlobRef {
  const { sha256, bytes } = objectIn(name, value);
  return { sha256: digestIn(name, sha256), bytes: countIn(name, bytes, MAX_BLOB_BYTES) };
}
