/**
 * Ends the process with one sentence where this project cannot run: the Node is too old, or packages are missing. Plain
 * JavaScript, and loaded first (`node --import`): a Node that is too old cannot read TypeScript.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @type {{ engines: { node: string }, dependencies: object, devDependencies: object }} */
const { engines, dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const { resolve } = createRequire(import.meta.url);

/** @param {string} name of a package. @returns {boolean} whether it is in a folder that Node looks into. */
function isInstalled(name) {
  return (resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)));
}

/** @returns {string | undefined} what is wrong, and what to do about it. */
function problem() {
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isInstalled(name));
  if (missing.length > 0) {
    const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    return `${missing[0]}${others} of the packages are not installed: run \`npm ci\` without --omit=dev`;
  }
  const version = process.versions.node;
  const minimum = Number.parseInt(engines.node.replace('>=', ''), 10);
  if (Number.parseInt(version, 10) >= minimum) return undefined;
  return (
    `this is Node ${version}, allowed ${minimum} or newer: use the npm scripts, to which \`npm ci\` without ` +
    '--ignore-scripts and --omit=dev brings one, or install one'
  );
}

const message = problem();
if (message !== undefined) {
  console.error(`error: ${message}`);
  process.exit(1);
}
