import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What package.json says of who trains. */
export const PEERS = Object.keys(
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).peerDependencies as object,
);

/** @throws Error when npm fails. */
export function npm(cwd: string, args: readonly string[]): void {
  // On Windows npm is a script, which a shell alone starts.
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, shell, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** Packs the repository as `npm pack` does. @returns the path of the tarball. */
export function pack(folder: string): string {
  mkdirSync(folder, { recursive: true });
  npm(ROOT, ['pack', '--silent', '--pack-destination', folder]);
  return join(folder, readdirSync(folder).filter((name) => name.endsWith('.tgz'))[0]);
}

/** Makes an empty project and installs the tarball in it, without a network: it needs nothing else. */
export function install(folder: string, tarball: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  npm(folder, ['install', '--offline', '--no-audit', '--no-fund', tarball]);
  return folder;
}

/** A project like an installed one, which has the optional packages too: those of the repository. */
export function installPeers(folder: string, installed: string): string {
  cpSync(installed, folder, { recursive: true, verbatimSymlinks: true });
  for (const name of PEERS) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link, 'junction');
  }
  return folder;
}

/** Bytes of all files under a folder. */
export function bytesOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
