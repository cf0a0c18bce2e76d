import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { say } from '../print.ts';
import { MAX_SERVED_BYTES } from '../report/bundle.ts';
import { type Listed, servedModels, serveModels } from '../report/served.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Adds `use`: which models the Worker serves. */
export function addUse(program: Command): void {
  program
    .command('use')
    .description('choose the models that the Worker serves, or say which they are')
    .argument(
      '[model...]',
      'folders with a model.safetensors, or files of models, each with its card beside it; `default` is the model that ships',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (given: string[]) => {
      tell(given.length === 0 ? servedModels(ROOT) : await serveModels(ROOT, given));
    });
}

const EXAMPLES = `
The first model answers requests that name none; ?model=NAME or ?model=NAME@VERSION asks another. The files are copied to models/, so that a
later training changes nothing that is served. npm run dev, also one that runs already, and npx wrangler deploy serve what is chosen.

Examples:
  npm run use -- runs/mine
  npm run use -- runs/mine runs/other/i8.safetensors default
  npm run use -- default
  npm run use
`;

function tell(models: readonly Listed[]): void {
  models.forEach(({ model: { name, version }, weights, card }, i) => {
    // Of two that have one name, the first answers to it.
    const isFirst = models.findIndex((each) => each.model.name === name) === i;
    const asked = `${encodeURIComponent(name)}${isFirst ? '' : `@${version}`}`;
    const way = i === 0 ? 'answers who names no model' : `answers ?model=${asked}`;
    say(`${name}@${version}, ${megabytes(weights.length + card.length)}, ${way}`);
  });
  const bytes = models.reduce((sum, { weights, card }) => sum + weights.length + card.length, 0);
  say(`${megabytes(bytes)} in all, of ${megabytes(MAX_SERVED_BYTES)} that a Worker may have`);
  say('next: npm run dev serves it here, npm run deploy on the edge');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
