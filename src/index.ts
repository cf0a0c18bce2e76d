import { env } from 'cloudflare:workers';
import build from '../build/build.json';
import kernel from '../build/edge-kernel.wasm';
import card from './weights/default.json';
import weights from './weights/default.safetensors';
import { createWorker } from './worker.ts';

export default createWorker({
  kernel,
  weights,
  card,
  build: build.digest,
  tools: build.tools,
  env,
}) satisfies ExportedHandler;
