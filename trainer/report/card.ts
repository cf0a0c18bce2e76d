import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SelectionFigures } from '../config/selection.ts';
import type { Choice } from '../config/start.ts';
import type { Source } from '../corpora/sources.ts';
import { UserError } from '../errors.ts';
import { modelPath } from '../files/shipped.ts';
import { writeWhole } from '../files/writewhole.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { Origin } from '../prepare/origin.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { say } from '../print.ts';
import type { Comparison, WeightType } from '../scoring/quantise.ts';

/** What a model is, for people and for `GET /model`. It lies beside the model file as JSON. */
export type Card = {
  name: string;
  /** As the model file says. */
  version: string;
  labels: readonly string[];
  licence: string;
  /** What it was trained to read, as the model file says; left out where nothing says so. */
  languages?: readonly string[] | undefined;
  /** The public sources that a recipe mixed its texts of; left out where the texts came from a user's file. */
  sources?: readonly CardSource[];
  /** What the weights are held in, and how the model compares with the one of larger weights that it was made of. */
  weights: { type: WeightType } & Partial<Comparison>;
  network: Prepared['network'];
  /** How many tokens of each list share an embedding: see `equalise`. */
  equalised?: Record<string, number>;
  training: {
    config: Prepared['config'];
    data: Prepared['summary'];
    epochs: number;
    /** The epoch whose weights were kept, with its figures on the dev texts that it was chosen by. */
    kept: TrainedNetwork['best'];
  } & StartedFrom;
};

/** A public source, its terms, and what the stages that read it had of it. */
export type CardSource = Pick<Source, 'name' | 'licence' | 'commercialUse'> & {
  /** In the mix that teachers and model are trained on. */
  train?: SourceShare;
  /** In the mix of the last stage. */
  tune?: SourceShare;
};

/** How many texts of a source a mix has, and how much each counts: 1 is as much as any other. */
export type SourceShare = { texts: number; weight: number };

/** What the run started from and what chose its network, in model file and card; left out where it was asked for. */
type StartedFrom = { choice?: Choice; selection?: SelectionFigures; base?: Origin };

export function startedFrom({ choice, selection, origin }: Prepared): StartedFrom {
  return { ...(choice && { choice }), ...(selection && { selection }), ...(origin && { base: origin }) };
}

/** The card of a finished run. */
export function cardOf(
  prepared: Prepared,
  { best, epochs }: TrainedNetwork,
  {
    name,
    version,
    licence,
    languages,
    weights,
  }: Omit<Card, 'labels' | 'sources' | 'network' | 'equalised' | 'training'>,
): Card {
  const { network, config, summary } = prepared;
  const training = { config, data: summary, epochs: epochs.length, kept: best, ...startedFrom(prepared) };
  const read = languages && { languages };
  return { name, version, labels: network.labels, licence, ...read, weights, network, training };
}

/**
 * The card of a model that was made from another, beside it, if the other has one: all but these fields stays.
 *
 * @throws UserError when the old card is no JSON.
 */
export async function copyCard(
  from: string,
  to: string,
  fields: Partial<Pick<Card, 'version' | 'name' | 'weights' | 'network' | 'equalised' | 'sources'>>,
): Promise<void> {
  const path = cardPath(modelPath(from));
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    say(`no card is written: there is no ${path}`);
    return;
  }
  let card: string;
  try {
    card = JSON.stringify({ ...JSON.parse(text), ...fields }, null, 2);
  } catch {
    throw new UserError(`${path} is not JSON or nested too deep, so ${basename(to)} has no card`);
  }
  await writeWhole(cardPath(to), `${card}\n`);
}

/** Where the card of a model lies. */
export function cardPath(model: string): string {
  return `${model.replace(/\.safetensors$/, '')}.json`;
}
