import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DEFAULT_TRAIN, type TrainConfig } from '../config/train.ts';
import { extractTarGz } from '../corpora/archives.ts';
import { RUN_LANGUAGES, runsPath } from '../corpora/containment.ts';
import { placeOf } from '../corpora/download.ts';
import { overlappingSources } from '../corpora/mixes.ts';
import { HELD_OUT, mix, partsOf, pull, pullWithBar, sourcesOf } from '../corpora/mixing.ts';
import { peopleTokens } from '../corpora/people.ts';
import { UserError } from '../errors.ts';
import { buildConfigs, fineTuneConfigs } from '../experiment/configs.ts';
import { assertCompiled } from '../files/compiled.ts';
import { isThere, outputsOf } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { loadBase } from '../prepare/base.ts';
import { type PrepareOptions, prepareTraining } from '../prepare/prepare.ts';
import { say } from '../print.ts';
import type { ExampleSelection } from '../read/selection.ts';
import { writeCalibrated } from '../report/calibrated.ts';
import { copyCard } from '../report/card.ts';
import { writeEqualised } from '../report/equalised.ts';
import type { WeightType } from '../scoring/quantise.ts';
import { withPreparingBars } from '../terminal/progress.ts';
import { MIX_TABLE, table } from '../terminal/table.ts';
import { mixedSources } from './mixedsources.ts';
import type { Recipe, TrainingChoices } from './recipes.ts';
import { digestOf, Stages } from './stages.ts';

export type RecipeFlags = {
  out: string;
  cache: string;
  mirror?: string;
  sources?: string[];
  vectors?: string;
  share: number;
  workers: number;
};

/** What of the mix its file does not tell; raise it when the same sources give other rows. */
const MIX_VERSION = 2;
/** Raise it when the same lists give other embeddings. */
const EQUALISING_VERSION = 1;
/** Raise it when the same texts give other probabilities. */
const CALIBRATION_VERSION = 2;
/** What the sources of every mix are written in. */
const LANGUAGES = ['en', 'zh'];
const LICENCE = 'MIT for the weights; src/weights/README.md lists the terms of the texts';

/** What the stages have made, in `out`. */
const RECORD = 'stages.json';
const MIX = 'mix.tsv';
const TUNING_MIX = 'tuning.tsv';
/** Folders of the stages that train, in `out`. */
const UNTUNED = 'untuned';
const TUNED = 'tuned';
const EQUALISED = 'equalised';
const teacherFolder = (index: number) => `teachers/${index + 1}`;

/** A file that a stage made, and its digest, by which later stages know whether it is still the same. */
type Made = { path: string; digest: string };

/** Makes a recipe's model in `out`, stage by stage. A stage that has run on the same inputs is skipped. */
export async function runRecipe(recipe: Recipe, flags: RecipeFlags): Promise<void> {
  assertCompiled();
  await refuseOthers(flags.out);
  const run = new RecipeRun(recipe, flags);
  const vectors = await run.pull();
  const mixed = await run.mix('mix', MIX, false);
  const teachers = await run.teach(mixed, vectors);
  const untuned = await run.train(mixed, vectors, teachers);
  const weighed = await run.mix('mix for tuning', TUNING_MIX, true);
  const tuned = await run.tune(untuned, weighed);
  const equalised = await run.equalise(tuned);
  const model = await run.calibrate(equalised, weighed);
  await run.tellSources(
    { mixed, weighed },
    { before: [...teachers, untuned], after: [tuned, equalised, model] },
  );
  await run.joinLogs();
}

/** @throws UserError when a folder that is no recipe's has files of these names: better now than after hours. */
async function refuseOthers(out: string): Promise<void> {
  if (await isThere(join(out, RECORD))) return;
  for (const path of [...outputsOf(out), join(out, MIX), join(out, TUNING_MIX)]) {
    if (!(await isThere(path))) continue;
    throw new UserError(`${path} is there, but no recipe made it: move it away, or give another --out`);
  }
}

class RecipeRun {
  readonly #recipe: Recipe;
  readonly #flags: RecipeFlags;
  readonly #stages: Stages;

  constructor(recipe: Recipe, flags: RecipeFlags) {
    this.#recipe = recipe;
    this.#flags = flags;
    this.#stages = new Stages(join(flags.out, RECORD));
  }

  /** @returns the word vectors. */
  async pull(): Promise<Made> {
    await pull(sourcesOf(this.#parts(false)), this.#folders());
    const path = this.#flags.vectors ?? (await pullVectors(this.#recipe, this.#folders()));
    return { path, digest: (await digestOf(path)) ?? '' };
  }

  /** The texts to train on, or those of the last stage. */
  async mix(stage: string, file: string, tuning: boolean): Promise<Made> {
    const { out, share } = this.#flags;
    const heldOut = await digestOf(HELD_OUT);
    const pieces = await Promise.all(RUN_LANGUAGES.map(runsPath).map(digestOf));
    const inputs = { MIX_VERSION, parts: this.#parts(tuning), heldOut, pieces, share };
    return this.#make(stage, inputs, join(out, file), async (path) => {
      console.log(
        table(await mix({ ...this.#request(tuning), out: path, share, seed: 1, force: true }), MIX_TABLE),
      );
      say(`written: ${path}`);
    });
  }

  async teach(mixed: Made, vectors: Made): Promise<Made[]> {
    const inputs = { texts: mixed.digest, vectors: vectors.digest };
    const teachers: Made[] = [];
    for (const [i, choices] of this.#recipe.teachers.entries()) {
      const { folder, model } = this.#modelOf(teacherFolder(i));
      const teacher = await this.#make(`teacher ${i + 1}`, { choices, ...inputs }, model, () =>
        this.#trainOn(mixed, vectors, choices, { folder, teachers: [] }),
      );
      teachers.push(teacher);
    }
    return teachers;
  }

  async train(mixed: Made, vectors: Made, teachers: readonly Made[]): Promise<Made> {
    const {
      about: _,
      mix: _name,
      tuning: _later,
      ngrams: _table,
      equalised: _last,
      ...choices
    } = this.#recipe;
    const taught = teachers.map(({ digest }) => digest);
    const { folder, model } = this.#modelOf(UNTUNED);
    const inputs = { choices, taught, texts: mixed.digest, vectors: vectors.digest };
    return this.#make('train', inputs, model, () =>
      this.#trainOn(mixed, vectors, choices, { folder, teachers: teachers.map(({ path }) => path) }),
    );
  }

  /** The model of the last stage. */
  async tune(untuned: Made, weighed: Made): Promise<Made> {
    const { tuning: train, ngrams, weights } = this.#recipe;
    const { folder, model } = this.#modelOf(TUNED);
    const inputs = { train, ngrams, weights, untuned: untuned.digest, weighed: weighed.digest };
    return this.#make('tune', inputs, model, async () => {
      // A stage of the same recipe is no other model to name.
      const { model } = await loadBase(untuned.path);
      const base = { model };
      const configs = fineTuneConfigs(base, 'fine-tune', { network: { ngrams }, train });
      await this.#runStage({ data: weighed.path, base, ...configs }, folder, weights);
    });
  }

  /** The model that says the same of people of every kind. */
  async equalise(tuned: Made): Promise<Made> {
    const lists = peopleTokens(this.#recipe.equalised);
    const inputs = { EQUALISING_VERSION, lists, tuned: tuned.digest };
    return this.#make('equalise', inputs, this.#modelOf(EQUALISED).model, (to) =>
      writeEqualised(tuned.path, to, lists),
    );
  }

  async calibrate(equalised: Made, weighed: Made): Promise<Made> {
    const held = this.#heldRows();
    const inputs = { CALIBRATION_VERSION, held, tuned: equalised.digest, weighed: weighed.digest };
    return this.#make('calibrate', inputs, join(this.#flags.out, 'model.safetensors'), (out) =>
      writeCalibrated({ model: equalised.path, data: weighed.path, out, force: true, ...held }),
    );
  }

  /** Writes the sources of both mixes into the cards of models, also of those whose stages were skipped; those before the last stage read one. */
  async tellSources(
    { mixed, weighed }: Record<'mixed' | 'weighed', Made>,
    models: Record<'before' | 'after', readonly Made[]>,
  ): Promise<void> {
    const sources = await mixedSources({
      train: { path: mixed.path, parts: this.#parts(false) },
      tune: { path: weighed.path, parts: this.#parts(true) },
    });
    const first = sources.filter(({ train }) => train).map(({ tune: _, ...source }) => source);
    for (const { path } of models.before) await copyCard(path, path, { sources: first });
    for (const { path } of models.after) await copyCard(path, path, { sources });
  }

  /** The epochs of all stages in one file, each with its stage. A log that is gone is left out. */
  async joinLogs(): Promise<void> {
    const { out } = this.#flags;
    const teachers = this.#recipe.teachers.map((_, i) => teacherFolder(i));
    const entries = [...teachers, UNTUNED, TUNED].map(async (stage) => {
      const log = await readFile(join(out, stage, 'log.jsonl'), 'utf8').catch(() => '');
      const lines = log.split('\n').filter((line) => line !== '');
      return lines.map((line) => `${JSON.stringify({ stage, ...JSON.parse(line) })}\n`);
    });
    await writeWhole(join(out, 'log.jsonl'), (await Promise.all(entries)).flat().join(''));
  }

  async #make(
    stage: string,
    inputs: unknown,
    path: string,
    make: (path: string) => Promise<void>,
  ): Promise<Made> {
    return { path, digest: await this.#stages.run(stage, inputs, path, () => make(path)) };
  }

  #modelOf(stage: string): { folder: string; model: string } {
    const folder = join(this.#flags.out, stage);
    return { folder, model: join(folder, 'model.safetensors') };
  }

  #folders() {
    return { cache: this.#flags.cache, mirror: this.#flags.mirror };
  }

  #request(tuning: boolean) {
    return { recipe: this.#recipe.mix, sources: this.#flags.sources, tuning, ...this.#folders() };
  }

  #parts(tuning: boolean) {
    return partsOf(this.#request(tuning));
  }

  /** The rows that were held back in the last stage, without those that flatter a model; with them where there are no others. */
  #heldRows(): Omit<ExampleSelection, 'data'> {
    const { devShare, seed }: TrainConfig = { ...DEFAULT_TRAIN, ...this.#recipe.tuning };
    const parts = this.#parts(true);
    const without = overlappingSources(parts);
    return {
      devShare,
      seed,
      groupColumn: 'source',
      without: without.length === parts.length ? undefined : without,
    };
  }

  async #trainOn(
    { path: data }: Made,
    { path: vectors }: Made,
    { network, train, weights }: TrainingChoices,
    { folder, teachers }: { folder: string; teachers: string[] },
  ): Promise<void> {
    const configs = buildConfigs('default', { network, train });
    await this.#runStage({ data, vectors, teachers, ...configs }, folder, weights);
  }

  async #runStage(
    read: Omit<PrepareOptions, 'report' | 'signal'>,
    out: string,
    weights: WeightType,
  ): Promise<void> {
    const { train } = await import('../experiment/run.ts');
    const prepare = (signal: AbortSignal) =>
      withPreparingBars((bars) => prepareTraining({ ...read, ...bars, report: say, signal }));
    const { workers } = this.#flags;
    const run = { prepare, out, workers, name: 'default', licence: LICENCE, languages: LANGUAGES, weights };
    // The stages know which models are their own.
    await train({ ...run, resumeWith: 'the same command', checkpoints: 'resume', replace: true });
  }
}

/** The word vectors as a file in the cache, beside the archive that they come in. */
async function pullVectors(
  { vectors }: Recipe,
  folders: { cache: string; mirror: string | undefined },
): Promise<string> {
  const { archive, entry } = vectors;
  await pullWithBar(archive, folders);
  const path = placeOf(folders.cache, archive.url);
  const target = join(dirname(path), entry.replaceAll('/', '-'));
  if ((await digestOf(target)) === undefined) await extractTarGz(path, entry, target);
  return target;
}
