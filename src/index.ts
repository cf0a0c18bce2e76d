import { env } from 'cloudflare:workers';
import kernel from '../build/edge-kernel.wasm';
import card from './weights/default.json';
import weights from './weights/default.safetensors';
import { createWorker } from './worker.ts';

export default createWorker({ kernel, weights, card, env }) satisfies ExportedHandler;
