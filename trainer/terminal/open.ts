import { spawn } from 'node:child_process';

/** What opens a file in the program that the user has for it, by platform; a browser for a page. */
const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer.exe' };

/**
 * Opens a page in the browser, and does not wait for it.
 *
 * @param onMissing told the name of the program where there is none that opens it.
 * @param opener for tests: the program.
 */
export function openPage(
  path: string,
  onMissing: (opener: string) => void,
  opener: string = OPENERS[process.platform] ?? 'xdg-open',
): void {
  const child = spawn(opener, [path], { stdio: 'ignore', detached: true });
  child.on('error', () => onMissing(opener));
  // xdg-open is there without a browser, and says so by its code; Explorer has 1 for success.
  child.on('exit', (code) => {
    if (code !== 0 && opener !== OPENERS.win32) onMissing(opener);
  });
  child.unref();
}
