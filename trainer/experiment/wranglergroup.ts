/**
 * Runs wrangler as the first process of a group of its own, until it ends or the process that started this one is gone. kill -9 leaves a
 * parent no time to end its children, and wrangler none to end workerd, which would keep the port: but the channel to the parent
 * closes whatever ends it.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What wrangler may take to end by itself. */
const GRACE_MS = 5_000;

const manifest = createRequire(import.meta.url).resolve('wrangler/package.json');
const wrangler = join(dirname(manifest), 'bin', 'wrangler.js');
const child = spawn(process.execPath, [wrangler, ...process.argv.slice(2)], { stdio: 'inherit' });

let isLeft = false;

/** Ends every process of the group, this one too. */
function endGroup(): void {
  if (process.platform === 'win32') process.exit(1);
  process.kill(-process.pid, 'SIGKILL');
}

process.on('disconnect', () => {
  isLeft = true;
  child.kill('SIGINT');
  setTimeout(endGroup, GRACE_MS);
});

child.on('exit', (code) => {
  if (isLeft || code !== 0) endGroup();
  process.exit(0);
});
