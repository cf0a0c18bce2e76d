import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = [
  'src/model/classifier.ts',
  'src/model/file/safetensors.ts',
  'src/model/rows/answers.ts',
  'trainer/parallel/run.ts',
];

/** The code of the first `@example` of a source, without the comment's margin. */
function exampleOf(path: string): string {
  const [, code = ''] =
    /@example\n \* ```ts\n(.*?)\n \* ```/s.exec(readFileSync(`${ROOT}/${path}`, 'utf8')) ?? [];
  return code.replace(/^ \* ?/gm, '');
}

it.each(SOURCES)('the example of %s runs, and prints what it says', async (path) => {
  const code = exampleOf(path);
  const said = /console\.log\(.*\); \/\/ (.*)$/m.exec(code)?.[1];
  // Examples import as a file in the root does.
  const file = `${ROOT}/build/example-${path.replaceAll(/\W/g, '-')}.ts`;
  mkdirSync(`${ROOT}/build`, { recursive: true });
  writeFileSync(file, code.replaceAll("from './", "from '../"));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: ROOT });
    expect(stdout.trim()).toBe(said);
  } finally {
    rmSync(file);
  }
});
