import type { BulkFailure } from '../http/failure.ts';
import type { KindPage } from './examples.ts';

/** What `/problems/<kind>` says of the kinds that the bulk Worker alone answers with. */
export const BULK_PAGES: { [Kind in BulkFailure['kind']]: KindPage } = {
  'job-unknown': {
    when: 'The key that asks has no bulk job of this name.',
    remedy: 'Compare the name with those of `GET /jobs`, and ask with the key that started the job.',
  },
  'job-unfinished': {
    when: 'The whole result of a bulk job is asked for, and not all of its parts are answered.',
    remedy: 'Wait until `state` is `done`, send `POST /jobs/ID/resume`, or take the parts that are there.',
    failure: { kind: 'job-unfinished', state: 'running', done: 3, parts: 8 },
  },
  'job-ended': {
    when: 'A bulk job is to go on that cannot: it was cancelled, its input or the model changed, or it is too old.',
    remedy: 'Start another with `POST /jobs`.',
    failure: { kind: 'job-ended', reason: 'it was cancelled' },
  },
  'length-missing': {
    when: 'The rows of a bulk job come without `Content-Length`.',
    remedy: 'Send a file whose length is known: with curl `--data-binary @FILE`, not `-T -`.',
  },
  'input-unknown': {
    when: 'The input of a bulk job does not exist, or does not lie where this key may read.',
    remedy: 'Put it under the prefix that `detail` names.',
    failure: { kind: 'input-unknown', prefix: 'inputs/open/' },
  },
  'input-too-large': {
    when: 'The input of a bulk job has more bytes than a body or than a job may have.',
    remedy: 'Put a file beyond 100 MB into the bucket and name its `key`; cut one that is larger still.',
    failure: { kind: 'input-too-large', bytes: 200_000_000, limit: 100_000_000, isBody: true },
  },
  'input-not-lines': {
    when: 'The input of a bulk job is CSV, which cannot be cut into parts at line ends.',
    remedy: 'Send it with `npm run trainer -- bulk`, which converts it, or make NDJSON of it yourself.',
  },
  'header-invalid': {
    when: 'The first line of tab-separated values does not name a column `text`, or names one twice.',
    remedy: 'Begin the file with the names of its columns, with tabs between them.',
    failure: { kind: 'header-invalid', error: 'The header line names no column "text".' },
  },
  'range-invalid': {
    when: 'The `Range` of a result begins behind its end.',
    remedy: 'Ask for bytes that are there: `Content-Range` has the size.',
    failure: { kind: 'range-invalid', size: 1000 },
  },
};
