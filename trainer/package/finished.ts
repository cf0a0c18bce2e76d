/** How the package calls what the repository calls otherwise, in examples, help and messages. */
const NAMES: readonly [RegExp, string][] = [
  [/\bnpm run (?:--silent )?trainer -- /g, 'npx edge-sentiment '],
  [/\bnpm run train -- /g, 'npx edge-sentiment train '],
  [/(?:remove it, and )?\\?`npm run build\\?` makes it(?: anew)?/g, 'install edge-sentiment again'],
  [/\bsrc\/weights\/default\.safetensors\b/g, 'node_modules/edge-sentiment/dist/weights.bin'],
  [/'\.\/src\/client\/client\.ts'/g, "'edge-sentiment/client'"],
  [/'\.\/src\/model\/classifier\.ts'/g, "'edge-sentiment/model'"],
];

/** Compilers rewrite the endings of imports in JavaScript alone. */
const IMPORT = /(\bfrom '|\bimport\(['"])(\.{1,2}\/[^'"]+)\.ts(?=['"])/g;
/** Half floats are in no library that TypeScript takes by itself. */
const HALF_FLOATS = '/// <reference lib="esnext.float16" />\n';

/**
 * A compiled file as it lies in the package.
 *
 * @param name of the file: by its ending it is JavaScript or types.
 */
export function finished(name: string, text: string): string {
  const named = NAMES.reduce((result, [from, to]) => result.replace(from, to), text);
  if (!name.endsWith('.d.ts')) return named;
  const imported = named.replace(IMPORT, '$1$2.js');
  return /\bFloat16Array\b/.test(imported) ? HALF_FLOATS + imported : imported;
}
