/**
 * `npm run dev`: serves the models that `npm run use` has chosen on localhost. All arguments go to `wrangler dev`.
 *
 *     npm run dev -- --port 8080
 */
import { createInterface } from 'node:readline';
import { SIGNAL_EXITS } from './errors.ts';
import { withPort } from './experiment/devport.ts';
import { startWrangler, withoutQueries } from './experiment/wrangler.ts';
import { whenNpmEnds } from './terminal/signals.ts';

/** On a terminal wrangler takes keys and draws; what goes to a file or another program has no text of a request. */
const output = process.stdout.isTTY ? 'inherit' : 'pipe';
const args = await withPort(process.argv.slice(2), (message) => console.error(message));
const { process: wrangler, ended, stop } = startWrangler(args, ['inherit', output, output]);
for (const [from, to] of [
  [wrangler.stdout, process.stdout],
  [wrangler.stderr, process.stderr],
] as const) {
  if (from !== null)
    createInterface({ input: from }).on('line', (line) => to.write(`${withoutQueries(line)}\n`));
}
let isStopped = false;
for (const signal of Object.keys(SIGNAL_EXITS)) {
  process.on(signal, () => {
    isStopped = true;
    stop();
  });
}
whenNpmEnds(stop);
const code = await ended;
process.exitCode = isStopped ? 0 : (code ?? 1);
