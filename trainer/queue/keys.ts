/** What all keys begin with, those of BullMQ too. */
export const PREFIX = 'edge-sentiment';

/** Keys of our own. */
export const KEYS = {
  members: `${PREFIX}:members`,
  member: (id: string) => `${PREFIX}:member:${id}`,
  blob: (sha256: string) => `${PREFIX}:blob:${sha256}`,
  chunk: (sha256: string, index: number) => `${PREFIX}:blob:${sha256}:${index}`,
} as const;
