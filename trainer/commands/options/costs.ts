import { InvalidArgumentError, Option } from 'commander';
import { type LabelCost, parseCost } from '../../scoring/costs.ts';

/** `--cost`. What it holds is a list of `LabelCost`, since it may be given once for each label. */
export function costOption(about: string): Option {
  return new Option('--cost <label=n>', about).argParser((text, previous: LabelCost[] = []) => {
    try {
      return [...previous, parseCost(text)];
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
  });
}
