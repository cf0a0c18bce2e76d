import { env } from 'cloudflare:workers';
import build from '../../build/build.json';
import kernel from '../../build/edge-kernel.wasm';
import { card, others, weights } from '../../build/models.ts';
import { createBulkWorker } from './worker.ts';

export default createBulkWorker({
  kernel,
  weights,
  card,
  others,
  build,
  env,
}) satisfies ExportedHandler<Cloudflare.Env>;
