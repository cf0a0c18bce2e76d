import kernel from '../build/edge-kernel.wasm';
import { createApp } from './app.ts';
import { type Engine, loadClassifier } from './model/classifier.ts';
import { createKernel } from './model/kernel/kernel.ts';
import card from './weights/default.json';
import weights from './weights/default.safetensors';

const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
const app = createApp(loadClassifier(new Uint8Array(weights), { ...card, engine }), card);

export default { fetch: (request) => app.fetch(request) } satisfies ExportedHandler;
