// Copied to build/bench/NAME/worker.ts, beside a model, its card and variables: the Worker of src/index.ts with these.
import { createWorker } from '../../../src/worker.ts';
import kernel from '../../edge-kernel.wasm';
import card from './card.json';
import env from './env.json';
import weights from './model.safetensors';

export default createWorker({ kernel, weights, card, env });
