import { env } from 'cloudflare:workers';
import build from '../build/build.json';
import kernel from '../build/edge-kernel.wasm';
import { entrypointOf } from './rpc.ts';
import card from './weights/default.json';
import weights from './weights/default.safetensors';
import { createWorker } from './worker.ts';

const { fetch, calls } = createWorker({ kernel, weights, card, build, env });

export default { fetch } satisfies ExportedHandler;

/** What other Workers bind to: docs/client.md. */
export class Sentiment extends entrypointOf(calls) {}
