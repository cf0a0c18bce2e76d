import type { Model } from '../src/model/modelfile.ts';
import type { NetworkConfig } from '../src/model/network.ts';
import { floats, required } from '../src/model/parameters.ts';
import { UserError } from './errors.ts';

/** A model, and what it is called in messages and in the mean's own record. */
export type Ingredient = { model: Model; path: string; version: string };

/**
 * The mean of the weights of models that went on from one model: it errs less than each of them (“model soups”, Wortsman et al.
 * 2022). All else is the first one's, its calibration too, which no longer fits.
 *
 * @returns weights in float32, summed in the order of the models.
 * @throws UserError when their networks or their tokens differ, or there are fewer than two.
 */
export function averageModels(ingredients: readonly Ingredient[]): Model {
  const [first, ...others] = ingredients;
  if (others.length === 0) throw new UserError(`${ingredients.length} model given, allowed two or more`, 2);
  for (const other of others) checkAlike(first, other);
  const parameters = new Map(
    [...first.model.parameters.keys()].map((name) => {
      const all = ingredients.map(({ model }) => floats(required(model.parameters, name)));
      const mean = all[0].map((_, i) => all.reduce((sum, values) => sum + values[i], 0) / all.length);
      return [name, mean];
    }),
  );
  const averaged = ingredients.map(({ version }) => version);
  return { ...first.model, parameters, training: { ...first.model.training, averaged } };
}

function checkAlike(first: Ingredient, other: Ingredient): void {
  const what = difference(first.model, other.model);
  if (what === undefined) return;
  throw new UserError(
    `${other.path} cannot be averaged with ${first.path}: ${what} not the same; give models that went on from one (--fine-tune)`,
  );
}

function difference(a: Model, b: Model): string | undefined {
  for (const name of Object.keys(a.config) as (keyof NetworkConfig)[]) {
    // What training sets to zero is no part of what the network computes.
    if (name !== 'dropout' && JSON.stringify(a.config[name]) !== JSON.stringify(b.config[name])) {
      return `${name} is`;
    }
  }
  return Buffer.compare(a.vocabulary.bytes, b.vocabulary.bytes) === 0 ? undefined : 'their tokens are';
}
