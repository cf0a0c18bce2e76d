import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The TypeScript of a page or a comment, block by block. */
export function snippetsOf(path: string): string[] {
  const text = readFileSync(`${ROOT}/${path}`, 'utf8').replaceAll(/^ \* ?/gm, '');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);
}

/**
 * Runs a snippet as a file of the repository would run.
 *
 * @param name of the file, which stands in `build/` meanwhile.
 * @param url of the service that it asks, in place of `npm run dev`.
 * @returns the lines that it printed, and those that its comments say.
 */
export async function runSnippet(
  code: string,
  { name, url, key }: { name: string; url: string; key: string },
): Promise<{ printed: string[]; said: string[] }> {
  const file = `${ROOT}/build/snippet-${name}.ts`;
  mkdirSync(`${ROOT}/build`, { recursive: true });
  const own = code.replaceAll("'../edge-sentiment/", "'../").replaceAll("'./src/", "'../src/");
  writeFileSync(file, own.replaceAll('http://localhost:8787', url));
  const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].flatMap(([, line]) =>
    line.split(', then: '),
  );
  try {
    const env = { ...process.env, SENTIMENT_KEY: key };
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: ROOT, env });
    return { printed: stdout.trimEnd().split('\n'), said };
  } finally {
    rmSync(file);
  }
}
