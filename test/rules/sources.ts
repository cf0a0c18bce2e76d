import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Source = { path: string; text: string };

/** The repository's own text files under `folder` with one of these endings, by path from the root. */
export function sources(folder: string, endings: readonly string[]): Source[] {
  return (
    readdirSync(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      // The second is the state of `npm run dev:bulk`.
      .filter((path) => !/node_modules|\.wrangler/.test(path))
      .map((path) => ({
        path: relative(ROOT, path).split(sep).join('/'),
        text: readFileSync(path, 'utf8'),
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  );
}

/** The text files of the root itself with one of these endings. */
export function rootSources(endings: readonly string[]): Source[] {
  return readdirSync(ROOT)
    .filter((name) => name !== 'package-lock.json' && endings.some((ending) => name.endsWith(ending)))
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
}

/** What a TypeScript file imports: paths from the root for its own files, names as written for the rest. */
export function importsOf({ path, text }: Source): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
  return [...stripComments(text).matchAll(pattern)].map(([, , name]) =>
    name.startsWith('.') ? posix.join(dirname(path), name) : name,
  );
}

/** The code without its comments. Strings that hold `//` lose their end, which no rule here minds. */
export function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
