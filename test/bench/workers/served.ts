// Copied to build/bench/NAME/worker.ts, beside a model, its card and its variables: the Worker of src/index.ts with another model.
import { createWorker } from '../../../src/worker.ts';
import build from '../../build.json';
import kernel from '../../edge-kernel.wasm';
import card from './card.json';
import env from './env.json';
import weights from './model.safetensors';

const { fetch } = createWorker({ kernel, weights, card, build, env });

export default { fetch };
