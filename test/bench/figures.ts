/**
 * Puts what `bench:accuracy` printed into the documents that repeat it, so that no figure is typed.
 *
 *     npm run bench:accuracy -- --sets SETS --train MIX.tsv > accuracy.txt
 *     npm run bench:figures -- accuracy.txt
 *
 * It fills `docs/accuracy.md`, the tables of `src/weights/README.md` and `README.md`, and `measured` in the card of the
 * model that ships. Where a figure or its place is missing it says so and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Documents, FILES, fill } from './figures/fill.ts';
import { readOutput } from './figures/output.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('no file is named: give one with all that `npm run bench:accuracy` printed');
  process.exit(2);
}

const at = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const names = Object.keys(FILES) as (keyof Documents)[];
const before = Object.fromEntries(
  names.map((name) => [name, readFileSync(at(FILES[name]), 'utf8')]),
) as Documents;
const after = filled();
for (const name of names) {
  if (after[name] === before[name]) continue;
  writeFileSync(at(FILES[name]), after[name]);
  console.log(`written: ${FILES[name]}`);
}

function filled(): Documents {
  try {
    return fill(before, readOutput(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`nothing is written: ${(error as Error).message}`);
    process.exit(1);
  }
}
