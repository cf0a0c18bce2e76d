import { Hono } from 'hono';

/** The least that a Worker on Hono does: what ours is compared with. */
const app = new Hono();
app.get('/sentiment', (c) => c.json({ ok: true }));

export default { fetch: (request: Request) => app.fetch(request) };
