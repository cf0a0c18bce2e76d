import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import { RECIPES } from '../recipes/recipes.ts';
import { type RecipeFlags, runRecipe } from '../recipes/run.ts';
import { numberParser, workersOption } from './options/config.ts';
import { SHARE, sourcesOption } from './options/corpora.ts';

/** Adds `recipe`: from public data to a model, in one command. */
export function addRecipe(program: Command): void {
  program
    .command('recipe')
    .description('make a model from public data, stage by stage: pull, mix, train, tune, equalise, calibrate')
    .addArgument(new Argument('<name>', 'which recipe').choices(Object.keys(RECIPES)))
    .option('--out <folder>', 'where mix.tsv and the model go (default: runs/NAME)')
    .option('--cache <folder>', 'where what is pulled is kept, laid out by URL', 'runs/cache')
    .option('--mirror <folder>', 'take the files from a folder laid out by URL instead of the network')
    .option('--vectors <file>', 'word vectors that are there already, instead of pulling them')
    .option('--share <n>', 'share of the texts, for a trial, 0.0001 to 1', numberParser('share', SHARE), 1)
    .addOption(sourcesOption())
    .addOption(workersOption())
    .addHelpText('after', help())
    .action((name: string, flags: Omit<RecipeFlags, 'out'> & { out?: string }) =>
      runRecipe(RECIPES[name], { ...flags, out: flags.out ?? join('runs', name) }),
    );
}

function help(): string {
  const recipes = Object.entries(RECIPES).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  return `
Recipes:
${recipes.join('\n')}

A stage that has run on the same inputs is skipped; one that was stopped goes on. Equal inputs give equal bytes.

Examples:
  npm run trainer -- recipe default
  npm run trainer -- recipe default --share 0.05 --out runs/trial
`;
}
