import { env } from 'cloudflare:workers';
import build from '../build/build.json';
import kernel from '../build/edge-kernel.wasm';
import { card, others, weights } from '../build/models.ts';
import { createWorker } from './worker.ts';

export default createWorker({
  kernel,
  weights,
  card,
  others,
  build: build.digest,
  env,
}) satisfies ExportedHandler;
