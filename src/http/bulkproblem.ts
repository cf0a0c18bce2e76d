import type { BulkFailure } from './failure.ts';

/** Statuses of these problems: some of them are those of the service too. */
export type BulkStatus = 400 | 404 | 409 | 411 | 413 | 415 | 416;

type Entry<Kind extends BulkFailure['kind']> = {
  status: BulkStatus;
  title: string;
  detail: (failure: Extract<BulkFailure, { kind: Kind }>) => string;
};

/** What can go wrong with a bulk job, beside all that can go wrong with a request: docs/bulk.md. */
export const BULK_ENTRIES: { [Kind in BulkFailure['kind']]: Entry<Kind> } = {
  'job-unknown': {
    status: 404,
    title: 'Unknown job',
    detail: () => 'This key has no job of this name: GET /jobs lists those that it has.',
  },
  'job-unfinished': {
    status: 409,
    title: 'Unfinished job',
    detail: ({ state, done, parts }) =>
      `The job is ${state}, ${done} of its ${parts} parts are answered, needed are all: ask GET /jobs/ID again later, or POST /jobs/ID/resume.`,
  },
  'job-ended': {
    status: 409,
    title: 'Ended job',
    detail: ({ reason }) => `The job cannot go on: ${reason}. POST /jobs starts another.`,
  },
  'length-missing': {
    status: 411,
    title: 'No length',
    detail: () =>
      'The request has no header "Content-Length", which is needed: send a file, not a stream; curl sends one with --data-binary @FILE.',
  },
  'input-unknown': {
    status: 404,
    title: 'Unknown input',
    detail: ({ prefix }) =>
      `No object lies under this "key", allowed are keys of objects that begin with "${prefix}": put the file there, or send it as the body.`,
  },
  'input-too-large': {
    status: 413,
    title: 'Input too large',
    detail: ({ bytes, limit, isBody }) =>
      `The ${isBody ? 'body' : 'object'} has ${bytes} bytes, allowed up to ${limit}: ${isBody ? 'put it into the bucket and name its key, or ' : ''}send it in several jobs.`,
  },
  'input-not-lines': {
    status: 415,
    title: 'Input that cannot be cut',
    detail: () =>
      'The input is CSV, whose quoted cells may hold line ends, so that it cannot be cut into parts: `npm run trainer -- bulk FILE` converts it and sends it, allowed are NDJSON, plain lines and TSV.',
  },
  'header-invalid': { status: 400, title: 'Wrong header line', detail: ({ error }) => error },
  'range-invalid': {
    status: 416,
    title: 'Range outside the result',
    detail: ({ size }) =>
      `The header "Range" asks for bytes that are not there, allowed are those of ${size}.`,
  },
};

/** Every kind of failure that the bulk Worker alone has. */
export const BULK_KINDS = Object.keys(BULK_ENTRIES) as BulkFailure['kind'][];
