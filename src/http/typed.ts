import type { Context, TypedResponse } from 'hono';
import type { BlankEnv } from 'hono/types';
import type { Problem } from './problem.ts';
import type { Id, WireOptions } from './schema.ts';

/**
 * What `hc`, Hono's client, learns of the routes. All of it is gone when the code runs: `c.json()` would tell Hono the same, and make each
 * response anew.
 */

/** A response whose body is JSON of this type. */
export type Typed<Value, Status extends 200 | 304 | ProblemStatus = 200> = Response &
  TypedResponse<Value, Status, 'json'>;

/** Statuses of problems. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 413 | 414 | 415 | 429 | 431 | 500;

/** What a route answers where all goes well, or a problem: guards stand before every route. */
export type Answered<Value> = Typed<Value> | Typed<Problem, ProblemStatus>;

/** Options as a query writes them. */
export type QueryOptions = { [Name in keyof WireOptions]: `${NonNullable<WireOptions[Name]>}` };

type SeveralTexts = { texts: readonly string[] } | { items: readonly { text: string; id?: Id }[] };

/** A body of JSON. */
export type JsonBody = ({ text: string } | SeveralTexts) & WireOptions;

/** What a handler is given whose requests are of this form. */
export type Asking<Form extends object> = Context<BlankEnv, '/', { in: Form; out: Form }>;
