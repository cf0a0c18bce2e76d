import type { Models } from '../http/models.ts';
import type { Run } from './runs.ts';

/** What jobs need of the Worker. */
export type BulkParts = { models: Models; bucket: R2Bucket; queue: Queue<Run> };
