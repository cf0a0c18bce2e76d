import { Option } from 'commander';
import { splitNames } from './config.ts';

/** `--sources`. */
export function sourcesOption(): Option {
  return new Option('--sources <names>', 'only these sources of the recipe, separated by commas').argParser(
    splitNames,
  );
}

/** What `--share` may be. */
export const SHARE = { minimum: 0.0001, maximum: 1, whole: false };
