// Copied to build/bench/NAME/worker.ts, beside a model and its card: the Worker of src/index.ts with another model.
import { createApp } from '../../../src/app.ts';
import { type Engine, loadClassifier } from '../../../src/model/classifier.ts';
import { createKernel } from '../../../src/model/kernel/kernel.ts';
import kernel from '../../edge-kernel.wasm';
import card from './card.json';
import weights from './model.safetensors';

const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
const app = createApp(loadClassifier(new Uint8Array(weights), { engine }), card);

export default { fetch: (request: Request) => app.fetch(request) };
