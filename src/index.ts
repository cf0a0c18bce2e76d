import { env } from 'cloudflare:workers';
import kernel from '../build/edge-kernel.wasm';
import { createApp } from './app.ts';
import { withCors } from './guard/cors.ts';
import { type Engine, loadClassifier } from './model/classifier.ts';
import { createKernel } from './model/kernel/kernel.ts';
import { readCpu, readOrigins } from './settings.ts';
import card from './weights/default.json';
import weights from './weights/default.safetensors';

const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
const cpu = readCpu(env.CPU_MILLISECONDS);
const app = createApp(loadClassifier(new Uint8Array(weights), { engine, cpu }), card);

const answer = withCors((request) => app.fetch(request), readOrigins(env.ALLOWED_ORIGINS));

export default { fetch: (request) => answer(request) } satisfies ExportedHandler;
