import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Devtools } from './devtools.ts';
import { Page } from './page.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
/** Containers have no user namespaces for its sandbox; it opens pages of this repository alone. */
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];

/** Where Chromium is: `CHROMIUM` says so, else one of its names in PATH. Null where there is none. */
function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROMIUM ?? '', ...places, MAC].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    if (path !== '') accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

const PATH = findChromium();
/** Tests of the page are skipped where it is true. */
export const isMissing = PATH === null;
if (isMissing) {
  const message = `no Chromium: ${NAMES.join(', ')} are not in PATH; install one, or name it in CHROMIUM`;
  // What checks every change must not pass by leaving tests out.
  if (process.env.CI === 'true') throw new Error(message);
  console.warn(`skipped, ${message}`);
}

/** A browser without a window, and a profile that nobody else has. */
export class Chromium {
  readonly #process: ChildProcess;
  readonly #devtools: Devtools;
  readonly #profile: string;

  private constructor(process: ChildProcess, devtools: Devtools, profile: string) {
    this.#process = process;
    this.#devtools = devtools;
    this.#profile = profile;
  }

  static async start(): Promise<Chromium> {
    if (PATH === null) throw new Error('there is no Chromium');
    const profile = mkdtempSync(join(tmpdir(), 'edge-sentiment-chromium-'));
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
    const child = spawn(PATH, [...FLAGS, `--user-data-dir=${profile}`], { stdio: [...stdio] });
    const devtools = new Devtools(child.stdio[3] as Writable, child.stdio[4] as Readable);
    const ended = once(child, 'exit').then(() =>
      Promise.reject(new Error('Chromium ended before it was ready')),
    );
    await Promise.race([devtools.call('Browser.getVersion'), ended]);
    ended.catch(() => undefined);
    return new Chromium(child, devtools, profile);
  }

  /** A new page, in a context of its own: nothing is cached or kept from others. */
  async open(): Promise<Page> {
    const { browserContextId } = await this.#devtools.call('Target.createBrowserContext');
    const { targetId } = await this.#devtools.call('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
    });
    const { sessionId } = await this.#devtools.call('Target.attachToTarget', { targetId, flatten: true });
    return Page.of(this.#devtools, String(sessionId));
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#devtools.call('Browser.close');
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
