import { env } from 'cloudflare:workers';
import build from '../build/build.json';
import kernel from '../build/edge-kernel.wasm';
import { card, others, weights } from '../build/models.ts';
import { entrypointOf } from './rpc.ts';
import { createWorker } from './worker.ts';

const { fetch, calls } = createWorker({ kernel, weights, card, others, build, env });

export default { fetch } satisfies ExportedHandler;

/** What other Workers bind to: docs/client.md. */
export class Sentiment extends entrypointOf(calls) {}
