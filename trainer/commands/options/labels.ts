import { InvalidArgumentError, Option } from 'commander';
import { type LabelMap, parseLabelMap } from '../../read/mapping.ts';

/** `--map-labels`, which may stand several times. */
export function mapLabelsOption(): Option {
  return new Option(
    '--map-labels <pairs>',
    'other names for labels, such as 1,2=negative,3=neutral,4,5=positive; x= leaves out the rows of x',
  ).argParser((list: string, before: LabelMap | undefined) => {
    try {
      return parseLabelMap(list, before);
    } catch (error) {
      throw new InvalidArgumentError(`It ${(error as Error).message}.`);
    }
  });
}
