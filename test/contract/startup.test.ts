import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
/** Prints the address of every module that is loaded. */
const TELLS = `
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });
`;

function modulesOf(...args: string[]): string[] {
  const hook = `data:text/javascript,${encodeURIComponent(TELLS)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, MAIN, ...args], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return stderr.trimEnd().split('\n');
}

it('a command loads no other command, and no TensorFlow.js before it has something to train', () => {
  const predict = modulesOf('predict', '--help');
  const commands = predict.filter((url) => /\/trainer\/commands\/\w+\.ts$/.test(url));
  expect(commands.map((url) => url.split('/').at(-1))).toEqual(['predict.ts']);
  expect(predict.filter((url) => url.includes('@tensorflow'))).toEqual([]);
  // The list of all commands has each.
  const all = modulesOf('--help');
  expect(all.length).toBeGreaterThan(predict.length);
  expect(all.filter((url) => /\/trainer\/commands\/\w+\.ts$/.test(url)).length).toBeGreaterThan(15);
});
