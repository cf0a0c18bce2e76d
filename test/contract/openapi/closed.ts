import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dev, startDev } from '../dev.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a service is set to that `wrangler.toml` leaves open. */
export type Settings = { keys: readonly string[]; limit: number; origin: string };

/** Starts the service of `wrangler.toml` with keys, a limit a minute, and an origin that may read it. */
export async function startClosed(settings: Settings): Promise<Dev & { stop: () => Promise<void> }> {
  const folder = join(ROOT, 'build', `contract-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'wrangler.toml');
  writeFileSync(config, closed(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8'), settings));
  const dev = await startDev(['--config', config]);
  const stop = async () => {
    const ended = once(dev.process, 'exit');
    dev.process.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...dev, stop };
}

/** The settings of another folder: nothing is built, and paths are whole. */
function closed(toml: string, { keys, limit, origin }: Settings): string {
  const digests = keys.map((key) => createHash('sha256').update(key).digest('hex'));
  const variables = `[vars]\nAPI_KEYS = "${digests.join(',')}"\nALLOWED_ORIGINS = "${origin}"`;
  const whole = (_: string, before: string, path: string) => before + JSON.stringify(join(ROOT, path));
  return `${toml
    .replace(/\[build\]\n(?:\w.*\n)+/, '')
    .replace(/^(main = )"(.*)"/m, whole)
    .replace(/^(directory = )"(.*)"/m, whole)
    .replace('[vars]', variables)}
[[ratelimits]]
name = "RATE_LIMITER"
namespace_id = "1"
simple = { limit = ${limit}, period = 60 }
`;
}
