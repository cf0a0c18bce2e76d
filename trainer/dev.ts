/**
 * `npm run dev`: serves the model of `src/weights/` on localhost. All arguments go to `wrangler dev`.
 *
 *     npm run dev -- --port 8080
 */
import { SIGNAL_EXITS } from './signals.ts';
import { startWrangler } from './wrangler.ts';

const { ended, stop } = startWrangler(process.argv.slice(2), ['inherit', 'inherit', 'inherit']);
let isStopped = false;
for (const signal of Object.keys(SIGNAL_EXITS)) {
  process.on(signal, () => {
    isStopped = true;
    stop();
  });
}
const code = await ended;
process.exitCode = isStopped ? 0 : (code ?? 1);
