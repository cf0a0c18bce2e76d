import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { DEFAULT_TRAIN } from '../config.ts';
import { extractTarGz } from '../data/archives.ts';
import { loadBase } from '../data/base.ts';
import { placeOf } from '../data/download.ts';
import { type PrepareOptions, prepareTraining } from '../data/prepare.ts';
import { writeWhole } from '../export.ts';
import { numberParser } from '../flags.ts';
import { withPreparingBars } from '../progress.ts';
import type { WeightType } from '../quantise.ts';
import type { Part } from '../recipes/mixes.ts';
import { type Choices, RECIPES, type Recipe } from '../recipes/recipes.ts';
import { digestOf, Stages } from '../recipes/stages.ts';
import { calibrate } from './calibrate.ts';
import {
  HELD_OUT,
  type MixFlags,
  mix,
  partsOf,
  pull,
  pullWithBar,
  SHARE,
  sourcesOf,
  sourcesOption,
} from './data.ts';
import { buildConfigs, fineTuneConfigs, workersOption } from './train.ts';

type Flags = {
  out: string;
  cache: string;
  mirror?: string;
  sources?: string[];
  vectors?: string;
  share: number;
  workers: number;
};

/** What of the mix its file does not tell; raise it when the same sources give other rows. */
const MIX_VERSION = 1;
/** Raise it when the same texts give other probabilities. */
const CALIBRATION_VERSION = 1;
const LICENCE = 'MIT for the weights; src/weights/README.md lists the terms of the texts';

/** Adds `recipe`: from public data to a model, in one command. */
export function addRecipe(program: Command): void {
  program
    .command('recipe')
    .description('make a model from public data, stage by stage: pull, mix, train, tune, calibrate')
    .addArgument(new Argument('<name>', 'which recipe').choices(Object.keys(RECIPES)))
    .option('--out <folder>', 'where mix.tsv and the model go (default: runs/NAME)')
    .option('--cache <folder>', 'where what is pulled is kept, laid out by URL', 'runs/cache')
    .option('--mirror <folder>', 'take the files from a folder laid out by URL instead of the network')
    .option('--vectors <file>', 'word vectors that are there already, instead of pulling them')
    .option('--share <n>', 'share of the texts, for a trial, 0.0001 to 1', numberParser('share', SHARE), 1)
    .addOption(sourcesOption())
    .addOption(workersOption())
    .addHelpText('after', help())
    .action((name: string, flags: Flags) =>
      runRecipe(name, { ...flags, out: flags.out ?? join('runs', name) }),
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

async function runRecipe(
  name: string,
  { out, cache, mirror, sources, share, workers, ...flags }: Flags,
): Promise<void> {
  const recipe = RECIPES[name];
  const stages = new Stages(join(out, 'stages.json'));
  const folders = { cache, mirror };
  const chosen = { recipe: recipe.mix, sources, ...folders };
  await pull(sourcesOf(partsOf(chosen)), folders);
  const vectors = flags.vectors ?? (await pullVectors(recipe, folders));
  const heldOut = await digestOf(HELD_OUT);
  const mixWith = (stage: string, request: Omit<MixFlags, 'out' | 'share' | 'seed'>, target: string) =>
    stages.run(stage, { MIX_VERSION, parts: partsOf(request), heldOut, share }, target, () =>
      mix({ ...request, out: target, share, seed: 1 }),
    );
  const mixed = join(out, 'mix.tsv');
  const texts = await mixWith('mix', chosen, mixed);
  const read = { data: mixed, vectors, workers };
  const inputs = { texts, vectors: await digestOf(vectors) };
  const teachers: string[] = [];
  const taught: string[] = [];
  const logs: string[] = [];
  const folderOf = (stage: string) => {
    const folder = join(out, stage);
    logs.push(stage);
    return { folder, model: join(folder, 'model.safetensors') };
  };
  for (const [i, choices] of recipe.teachers.entries()) {
    const { folder, model } = folderOf(`teachers/${i + 1}`);
    taught.push(
      await stages.run(`teacher ${i + 1}`, { choices, ...inputs }, model, () =>
        trainRecipe(choices, { ...read, out: folder, teachers: [] }),
      ),
    );
    teachers.push(model);
  }
  const { about: _, tuning, ...choices } = recipe;
  const untuned = folderOf('untuned');
  const trained = await stages.run('train', { choices, taught, ...inputs }, untuned.model, () =>
    trainRecipe(recipe, { ...read, out: untuned.folder, teachers }),
  );
  const data = join(out, 'tuning.tsv');
  const weighed = await mixWith('mix for tuning', { ...chosen, tuning: true }, data);
  const { weights } = recipe;
  const tuned = folderOf('tuned');
  const made = await stages.run('tune', { tuning, weights, trained, weighed }, tuned.model, () =>
    tuneRecipe(untuned.model, { train: tuning, weights }, { data, workers, out: tuned.folder }),
  );
  const { devShare, seed } = { ...DEFAULT_TRAIN, ...tuning };
  const held = { devShare, seed, without: ownSources(partsOf({ ...chosen, tuning: true })) };
  const target = join(out, 'model.safetensors');
  await stages.run('calibrate', { CALIBRATION_VERSION, ...held, made, weighed }, target, () =>
    calibrate({ model: tuned.model, data, out: target, groupColumn: 'source', ...held }),
  );
  await joinLogs(out, logs);
}

/** The epochs of all stages in one file, each with its stage. A log that is gone is left out. */
async function joinLogs(out: string, stages: readonly string[]): Promise<void> {
  const entries = stages.map(async (stage) => {
    const log = await readFile(join(out, stage, 'log.jsonl'), 'utf8').catch(() => '');
    const lines = log.split('\n').filter((line) => line !== '');
    return lines.map((line) => `${JSON.stringify({ stage, ...JSON.parse(line) })}\n`);
  });
  await writeWhole(join(out, 'log.jsonl'), (await Promise.all(entries)).flat().join(''));
}

/** The sources of our own writing, whose sentences are easier than what people write; none where there are no others. */
function ownSources(parts: readonly Part[]): string[] | undefined {
  const own = parts.filter(({ source }) => source.files.length === 0).map(({ source }) => source.name);
  return own.length === parts.length ? undefined : own;
}

/** The word vectors as a file in the cache, beside the archive that they come in. */
async function pullVectors({ vectors }: Recipe, folders: { cache: string; mirror: string | undefined }) {
  const { archive, entry } = vectors;
  await pullWithBar(archive, folders);
  const path = placeOf(folders.cache, archive.url);
  const target = join(dirname(path), entry.replaceAll('/', '-'));
  if ((await digestOf(target)) === undefined) await extractTarGz(path, entry, target);
  return target;
}

type Reading = { data: string; workers: number; out: string };

async function trainRecipe(
  { network, train, weights }: Choices,
  { out, workers, ...read }: Reading & { vectors: string; teachers: string[] },
): Promise<void> {
  await runStage({ ...read, ...buildConfigs('default', { network, train }) }, { out, workers, weights });
}

/** Goes on from a model of an earlier stage. */
async function tuneRecipe(
  path: string,
  { train, weights }: Pick<Choices, 'train' | 'weights'>,
  { out, workers, data }: Reading,
): Promise<void> {
  const base = await loadBase(path);
  const configs = fineTuneConfigs(base, 'fine-tune', { network: {}, train });
  await runStage({ data, base, ...configs }, { out, workers, weights });
}

async function runStage(
  read: Omit<PrepareOptions, 'report' | 'signal'>,
  { out, workers, weights }: { out: string; workers: number; weights: WeightType },
): Promise<void> {
  const { train: run } = await import('../training.ts');
  const prepare = (signal: AbortSignal) =>
    withPreparingBars((bars) => prepareTraining({ ...read, ...bars, report: console.log, signal }));
  await run({ prepare, out, workers, name: 'default', licence: LICENCE, weights, checkpoints: 'resume' });
}
