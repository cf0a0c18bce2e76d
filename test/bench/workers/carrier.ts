// Copied to build/bench/NAME/worker.ts, beside a model: an empty Hono app that carries the model's bytes and reads none of them.
import { Hono } from 'hono';
import weights from './model.safetensors';

const app = new Hono();
app.get('/sentiment', (c) => c.json({ bytes: weights.byteLength }));

export default { fetch: (request: Request) => app.fetch(request) };
