import { type Command, Option } from 'commander';
import { type DigestsRequest, writeDigests } from '../corpora/digests.ts';
import { MIXES } from '../corpora/mixes.ts';
import { type MixRequest, type MixSelection, mix, partsOf, pull, sourcesOf } from '../corpora/mixing.ts';
import { type PiecesRequest, writePieces } from '../corpora/pieces.ts';
import { type SetsRequest, writeSets } from '../corpora/sets.ts';
import { say } from '../print.ts';
import { MIX_TABLE, table } from '../terminal/table.ts';
import { numberParser } from './options/config.ts';
import { SHARE, sourcesOption } from './options/corpora.ts';

const SEED = { minimum: 0, maximum: 2 ** 32 - 1, whole: true };

/** Adds `data pull`, `data mix` and `data sets`: from the corpora of others to files that `train` and `evaluate` read. */
export function addData(program: Command): void {
  const data = program
    .command('data')
    .description('fetch public corpora and mix them into files to train on and to measure with')
    .addHelpText('after', help());
  addRecipe(data.command('pull').description('bring the files of a recipe into the cache, each checked'))
    .addHelpText('after', '\nA download that broke off goes on where it stopped.\n')
    .action(async (flags: MixSelection) => pull(sourcesOf(partsOf(flags)), flags));
  addRecipe(data.command('mix').description('mix the sources of a recipe into one labelled file'))
    .requiredOption('--out <file>', 'where the labelled texts go, .tsv')
    .option('--share <n>', 'share of the texts to keep, 0.0001 to 1', numberParser('share', SHARE), 1)
    .option('--tuning', 'weigh the texts as the last stage of the recipe does')
    .option('--seed <n>', 'decides which texts caps and share keep', numberParser('seed', SEED), 1)
    .option('--force', 'replace a file that is there')
    .action(async (flags: MixRequest) => {
      console.log(table(await mix(flags), MIX_TABLE));
      say(`written: ${flags.out}`);
    });
  data
    .command('digests')
    .description(
      'write which texts a model was trained on, beside it, so that train can name those it is measured on',
    )
    .requiredOption('--data <files...>', 'the labelled texts of all its stages, as data mix writes them')
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .option('--force', 'replace a file that is there')
    .action((flags: DigestsRequest) => writeDigests(flags));
  addFolders(data.command('sets').description('write the sets that models are measured with, one .tsv each'))
    .requiredOption('--out <folder>', 'where they go')
    .option('--force', 'replace files that are there')
    .action((flags: SetsRequest) => writeSets(flags));
  addFolders(
    data
      .command('runs')
      .description('write fingerprints of the held-out texts, by which a mix leaves out pieces of them'),
  )
    .requiredOption('--out <folder>', 'where heldout.en.runs and heldout.zh.runs go')
    .option('--force', 'replace files that are there')
    .action((flags: PiecesRequest) => writePieces(flags));
}

function help(): string {
  const recipes = Object.entries(MIXES).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  return `
Recipes:
${recipes.join('\n')}

Examples:
  npm run trainer -- data pull --recipe default
  npm run trainer -- data mix --recipe default --out runs/mix.tsv
  npm run trainer -- data digests --data runs/mix.tsv --model src/weights/default.safetensors
  npm run trainer -- data sets --out runs/sets
  npm run trainer -- data runs --out trainer/corpora --force
`;
}

function addFolders(command: Command): Command {
  return command
    .option('--cache <folder>', 'where the files are kept, laid out by URL', 'runs/cache')
    .option('--mirror <folder>', 'take the files from a folder laid out by URL instead of the network');
}

function addRecipe(command: Command): Command {
  return addFolders(command)
    .addOption(new Option('--recipe <name>', 'which sources').choices(Object.keys(MIXES)).default('default'))
    .addOption(sourcesOption());
}
