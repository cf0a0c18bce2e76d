/**
 * Names of objects in the bucket, which is the only ledger of jobs:
 *
 *     inputs/<key id>/…               what jobs read
 *     jobs/<id>/job.json              what the job is; never changed
 *     jobs/<id>/cancelled             that nothing of it is to be written any more
 *     jobs/<id>/failed/job            why it cannot go on
 *     jobs/<id>/failed/<first byte>   a part that failed as often as it may
 *     jobs/<id>/results/<first byte>  the answers of a part
 */

/** Digits of a part's first byte, so that a listing is in the order of the file. */
const DIGITS = 12;

/** Whose jobs are whose where no key is asked for. */
export const OPEN_TENANT = 'open';

/** A job's id: its tenant's name, its time, which makes the newest the first of a listing, and 40 random bits. */
const ID = /^(open|[\da-f]{8})-[\da-f]{22}$/;
const LATEST = 2 ** 48 - 1;

export function newId(tenant: string, now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(5));
  return `${tenant}-${hex(LATEST - now, 12)}${Array.from(random, (byte) => hex(byte, 2)).join('')}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Whether a job of this id would be this tenant's. */
export function isOwn(id: string, tenant: string): boolean {
  return ID.exec(id)?.[1] === tenant;
}

export function inputsOf(tenant: string): string {
  return `inputs/${tenant}/`;
}

/** What all ids of a tenant's jobs begin with. */
export function jobsOf(tenant: string): string {
  return `jobs/${tenant}-`;
}

export function folderOf(id: string): string {
  return `jobs/${id}/`;
}

export function jobName(id: string): string {
  return `${folderOf(id)}job.json`;
}

export function cancelledName(id: string): string {
  return `${folderOf(id)}cancelled`;
}

export function reasonName(id: string): string {
  return `${folderOf(id)}failed/job`;
}

export function failedName(id: string, begin: number): string {
  return `${folderOf(id)}failed/${padded(begin)}`;
}

export function resultsOf(id: string): string {
  return `${folderOf(id)}results/`;
}

export function resultName(id: string, begin: number): string {
  return resultsOf(id) + padded(begin);
}

/** A part as names have it. */
export function padded(begin: number): string {
  return String(begin).padStart(DIGITS, '0');
}
