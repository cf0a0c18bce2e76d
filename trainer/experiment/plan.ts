import type { GivenChoices } from '../config/choices.ts';
import { flagOf } from '../config/choices.ts';
import type { Choice, From } from '../config/start.ts';
import { UserError } from '../errors.ts';
import { shippedModel } from '../files/shipped.ts';
import { loadBase } from '../prepare/base.ts';
import {
  type Prepared,
  type PrepareOptions,
  prepareParts,
  type ReadParts,
  readParts,
} from '../prepare/prepare.ts';
import { type Arms, type ChooseOptions, chooseStart, describeChoice, MAX_COMPARED_ROWS } from './choose.ts';
import { buildConfigs, fineTuneConfigs } from './configs.ts';
import { type CurveSource, lackedBy } from './learningcurve.ts';
import type { Arm } from './trainfold.ts';

/** What was said of where a run starts; undefined where nothing was. */
export type StartFlags = {
  from?: From | undefined;
  preset?: string | undefined;
  fineTune?: string | undefined;
  vectors?: string | undefined;
  teachers?: readonly string[] | undefined;
};

/** One way to start that was asked for, or several to choose from. */
export type Plan = { kind: 'asked'; arm: Arm } | { kind: 'open'; from: From; arms: Arms };

/** All of `PrepareOptions` but what a plan decides. */
export type Files = Omit<PrepareOptions, 'network' | 'config' | 'base'>;

/**
 * Where a run starts from. A preset, a choice of the network, how its branches start, word vectors and teachers ask for a new network; without them, and
 * without a model to go on from, it is chosen once the data is read.
 *
 * @throws UserError when the flags do not go together, or a model is none.
 */
export async function planOf(flags: StartFlags, given: GivenChoices): Promise<Plan> {
  const { from, preset, fineTune, vectors } = flags;
  const asking = askingFlag(flags, given);
  if (from !== undefined && fineTune !== undefined) throw contradiction(from, 'fine-tune');
  if (from === 'auto' && asking !== undefined) throw contradiction(from, asking);
  const model = from === 'default' ? requireShipped() : fineTune;
  if (model !== undefined) {
    const base = await loadBase(model);
    const configs = fineTuneConfigs(base, preset ?? 'fine-tune', { ...given, vectors });
    return { kind: 'asked', arm: { base, ...configs } };
  }
  if (asking !== undefined) return { kind: 'asked', arm: buildConfigs(preset ?? 'default', given) };
  return { kind: 'open', from: from ?? 'auto', arms: await armsOf(given) };
}

/** A run that is about to begin, and what a learning curve of it is measured with. */
type Planned = { prepared: Prepared; source: CurveSource };

/** Reads the data, and chooses what to start from where that is open. @param saved what an earlier run of the same chose. */
export async function preparePlan(
  plan: Plan,
  files: Files,
  options: ChooseOptions,
  saved: Choice | undefined,
): Promise<Planned> {
  const hasMore = lackedBy(files) !== undefined;
  const prepare = async (read: ReadParts, arm: Arm): Promise<Planned> => {
    const prepared = await prepareParts(read, { ...files, ...arm });
    return { prepared, source: { read, arm, hasMore } };
  };
  if (plan.kind === 'asked') return prepare(await readParts({ ...files, ...plan.arm }), plan.arm);
  const { arms, from } = plan;
  const likeLabels = arms.default?.base?.model.config.labels;
  const read = await readParts({ ...files, ...arms.scratch, likeLabels });
  if (from === 'scratch') return prepare(read, newNetwork(read, arms));
  const { choice, compared } =
    saved === undefined ? await chooseStart(read, arms, options) : { choice: saved, compared: undefined };
  options.report(describeChoice(choice));
  const arm = choice.start === 'default' ? arms.default : newNetwork(read, arms);
  if (arm === undefined) throw missingModel();
  const { prepared, source } = await prepare(read, arm);
  return { prepared: { ...prepared, choice }, source: { ...source, compared } };
}

function newNetwork({ parts }: ReadParts, { scratch, large }: Arms): Arm {
  return parts.train.selected.length > MAX_COMPARED_ROWS ? large : scratch;
}

async function armsOf(given: GivenChoices): Promise<Arms> {
  const path = shippedModel();
  const base = path === undefined ? undefined : await loadBase(path);
  return {
    scratch: buildConfigs('small', given),
    large: buildConfigs('default', given),
    default: base && { base, ...fineTuneConfigs(base, 'fine-tune', given) },
  };
}

/** The first flag that asks for a new network. */
function askingFlag(
  { preset, vectors, teachers }: StartFlags,
  { network, train }: GivenChoices,
): string | undefined {
  const [field] = Object.keys(network);
  if (preset !== undefined) return 'preset';
  if (field !== undefined) return flagOf(field);
  if (train.branchInit !== undefined) return flagOf('branchInit');
  if (vectors !== undefined) return 'vectors';
  return teachers?.length ? 'teacher' : undefined;
}

function contradiction(from: From, flag: string): UserError {
  return new UserError(
    `--from ${from} does not go with --${flag}, which says what to start from: give one`,
    2,
  );
}

/** Where the model that ships lies. @throws UserError where it was removed. */
export function requireShipped(): string {
  const path = shippedModel();
  if (path !== undefined) return path;
  throw missingModel();
}

function missingModel(): UserError {
  return new UserError(
    'the default model to go on from is not there: bring src/weights/default.safetensors back, or say --from scratch',
  );
}
