import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Bundle, bundleIn, startWorkerd, type Workerd } from '../bench/workerd.ts';

/** A configuration with nothing in it that is there for the package. */
const CONFIG = 'name = "reviews"\ncompatibility_date = "2026-11-09"\nsend_metrics = false\n';

/** Bundles a Worker of a project that has installed the package, as `wrangler deploy` does. @param entry a file of the project. */
export function bundleWorker(project: string, entry: string): Bundle {
  const wrangler = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  );
  const folder = join(project, `bundle-${entry.replace(/\W/g, '-')}`);
  // A file for each entry: tests run beside one another.
  const config = join(project, `${entry}.toml`);
  writeFileSync(config, `${CONFIG}main = "${entry}"\n`);
  const options = ['deploy', '--dry-run', '--config', config, '--outdir', folder];
  const { status, stderr } = spawnSync(process.execPath, [wrangler, ...options], {
    cwd: project,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`wrangler could not bundle ${entry}:\n${stderr}`);
  return bundleIn(folder);
}

/** Runs something with a Worker in workerd. */
export async function withWorker<Value>(
  bundle: Bundle,
  run: (worker: Workerd) => Promise<Value>,
): Promise<Value> {
  const worker = await startWorkerd(bundle);
  try {
    return await run(worker);
  } finally {
    await worker.stop();
  }
}
