import { Option } from 'commander';
import { PRESETS } from '../../config/train.ts';
import { defaultWorkers } from './config.ts';

/** `--fits`. */
export function fitsOption(): Option {
  return new Option('--fits <n>', 'trainings at a time; the result is the same')
    .choices(['1', '2'])
    .default(defaultWorkers() > 1 ? '2' : '1', 'one a core, 2 at most');
}

/** `--preset` of several new networks. @param all what they are called. */
export function commonPresetOption(all: string): Option {
  return new Option(
    '--preset <name>',
    `what all ${all} have in common (default: small up to 20,000 rows, else default)`,
  ).choices(Object.keys(PRESETS).filter((name) => name !== 'fine-tune'));
}
