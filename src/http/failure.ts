import type { Excess } from '../model/batch.ts';

/** Failures of bulk jobs. */
export type BulkFailure =
  | { kind: 'job-unknown' }
  | { kind: 'job-unfinished'; state: string; done: number; parts: number }
  | { kind: 'job-ended'; reason: string }
  | { kind: 'length-missing' }
  | { kind: 'input-unknown'; prefix: string }
  | { kind: 'input-too-large'; bytes: number; limit: number; isBody: boolean }
  | { kind: 'input-not-lines' }
  | { kind: 'header-invalid'; error: string }
  | { kind: 'range-invalid'; size: number };

/** Every failure that a caller can cause, and the last two, which they cannot. */
export type Failure =
  | BulkFailure
  | { kind: 'key-missing' }
  | { kind: 'key-invalid'; isBearer: boolean }
  | { kind: 'rate-limited'; seconds: number }
  | { kind: 'url-too-long'; length: number; limit: number }
  | { kind: 'header-too-long'; name: string; length: number; limit: number }
  | { kind: 'text-missing'; where: 'query' | 'body' }
  | { kind: 'text-missing'; where: 'item'; subject: string; name: string }
  | { kind: 'text-blank'; field: string }
  | { kind: 'text-too-long'; field: string; length: number; limit: number }
  | { kind: 'texts-empty'; field: string }
  | { kind: 'texts-too-many'; field: string; count: number; limit: number }
  | ({ kind: 'batch-too-costly' } & Excess)
  | { kind: 'parameter-unknown'; name: string; allowed: readonly string[] }
  | { kind: 'parameter-repeated'; name: string; count: number }
  | { kind: 'parameter-invalid'; name: string; value: string; expected: string }
  | { kind: 'option-repeated'; name: string }
  | { kind: 'options-conflict'; name: string }
  | { kind: 'model-unknown'; wanted: string; served: readonly string[] }
  | { kind: 'encoding-invalid'; where: 'query' | 'body' | 'line' }
  | { kind: 'body-malformed' }
  | { kind: 'body-incomplete' }
  | { kind: 'body-too-large'; limit: number }
  | { kind: 'body-too-complex'; values: number; depth: number }
  | { kind: 'field-unknown'; subject: string; name: string; allowed: readonly string[] }
  | { kind: 'field-invalid'; field: string; received: string; expected: string }
  | { kind: 'fields-conflict'; fields: readonly string[] }
  | { kind: 'line-malformed' }
  | { kind: 'line-too-long'; limit: number }
  | { kind: 'line-in-pieces' }
  | { kind: 'content-type-unsupported'; received: string | undefined; allowed: readonly string[] }
  | { kind: 'content-encoding-unsupported'; received: string }
  | { kind: 'method-not-allowed'; method: string; allowed: readonly string[] }
  | { kind: 'origin-not-allowed'; origin: string }
  | { kind: 'not-found'; served: readonly string[]; described: string }
  | { kind: 'model-faulty' }
  | { kind: 'internal' };

/** A value, or the reason why there is none. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };
