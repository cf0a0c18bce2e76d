import { type Command, Option } from 'commander';
import { DEFAULT_TRAIN, TRAIN_BOUNDS } from '../../config/train.ts';
import type { ExampleSelection } from '../../read/selection.ts';
import { addColumnOptions, numberParser, splitNames } from './config.ts';

/** Adds the flags of a `ExampleSelection` to a command, but for `--data`. */
export function addExampleOptions(command: Command): Command {
  return addColumnOptions(command)
    .addOption(new Option('--by <column>', 'the column of what a text belongs to, such as its source'))
    .addOption(new Option('--group-column <name>', 'what --by was called before').hideHelp())
    .option('--without <names>', 'leave out the rows of these groups, separated by commas', splitNames)
    .option(
      '--dev-share <n>',
      'take only the rows that train keeps for dev with this share, so that none was trained on',
      numberParser('dev-share', TRAIN_BOUNDS.devShare),
    )
    .option(
      '--seed <n>',
      `of that training, with --dev-share (default: ${DEFAULT_TRAIN.seed})`,
      numberParser('seed', TRAIN_BOUNDS.seed),
    );
}

/** The flags of `addExampleOptions` as commander gives them. */
export type ExampleFlags = Omit<ExampleSelection, 'splitGroupColumn'> & {
  by?: string;
  splitGroup?: string | false;
};

/** Which rows the flags ask for. */
export function selectionOf<Flags extends ExampleFlags>({ by, splitGroup, ...flags }: Flags) {
  const selection = { ...flags, splitGroupColumn: splitGroup };
  return by === undefined ? selection : { ...selection, groupColumn: by };
}
