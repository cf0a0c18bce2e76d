import { once } from 'node:events';
import { type Dev, startDev } from '../contract/dev.ts';
import { Chromium } from './chromium.ts';

/** The service of `npm run dev`, and a browser. */
export type Served = { url: string; chromium: Chromium; stop: () => Promise<void> };

/** Starts both. @param start of another service than that of `wrangler.toml`. */
export async function serve(start: () => Promise<Dev> = () => startDev([])): Promise<Served> {
  const [dev, chromium] = await Promise.all([start(), Chromium.start()]);
  const stop = async () => {
    const ended = once(dev.process, 'exit');
    dev.process.kill('SIGTERM');
    await Promise.all([ended, chromium.stop()]);
  };
  return { url: dev.url, chromium, stop };
}
