/**
 * Ends the process with one sentence where this project cannot run: the Node is too old, or packages are missing. Plain
 * JavaScript, and loaded first (`node --import`): a Node that is too old cannot read TypeScript.
 */
import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In the package that npm installs this file lies in `dist/`, one folder deeper. */
const isPackage = !existsSync(new URL('../package.json', import.meta.url));
/** @type {{ devEngines: { runtime: { version: string } }, devDependencies: object, peerDependencies: Record<string, string> }} */
const { devEngines, devDependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL(isPackage ? '../../package.json' : '../package.json', import.meta.url), 'utf8'),
);
const { resolve } = createRequire(import.meta.url);

/** Without them training goes on, and draws no report. */
const DRAWING = ['@observablehq/plot', 'linkedom'];

/** @param {string} name of a package. @returns {boolean} whether it is in a folder that Node looks into. */
function isInstalled(name) {
  return (resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)));
}

/** @param {readonly string[]} missing packages, one or more. @returns {string} what to do about them. */
function installing(missing) {
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
  const names = `${missing[0]}${others} of the packages`;
  if (!isPackage) return `${names} are not installed: run \`npm ci\` without --omit=dev`;
  const wanted = missing.map((name) => `${name}@${peerDependencies[name].replace('^', '')}`);
  return `${names} that the trainer needs are not installed: run \`npm install ${wanted.join(' ')}\``;
}

/** @returns {string | undefined} what is wrong, and what to do about it. */
function problem() {
  const needed = isPackage
    ? Object.keys(peerDependencies).filter((name) => !DRAWING.includes(name))
    : Object.keys(devDependencies);
  const missing = needed.filter((name) => !isInstalled(name));
  if (missing.length > 0) return installing(missing);
  const version = process.versions.node;
  const minimum = Number.parseInt(devEngines.runtime.version.replace('>=', ''), 10);
  if (Number.parseInt(version, 10) >= minimum) return undefined;
  const way = isPackage
    ? 'install it, or the package `node` beside this one, and run `npx edge-sentiment`'
    : 'use the npm scripts, to which `npm ci` without --ignore-scripts and --omit=dev brings one, or install one';
  return `this is Node ${version}, allowed ${minimum} or newer: ${way}`;
}

const message = problem();
if (message !== undefined) {
  console.error(`error: ${message}`);
  process.exit(1);
}

/**
 * Where Node keeps what it has compiled, for threads and for the processes that this one starts, too: the second start takes less than half of
 * the first. It lies beside this code, and not in the system's temporary folder, where others could leave code.
 */
const COMPILED = fileURLToPath(new URL('../build/code-cache', import.meta.url));
process.env.NODE_COMPILE_CACHE ||= COMPILED;
module.enableCompileCache(COMPILED);
