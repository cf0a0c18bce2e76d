import { type Command, Option } from 'commander';
import { FORMATS } from '../../read/formats/detect.ts';
import type { TextOptions } from '../../read/texts.ts';

/** What decides how a file of texts is read. */
export type TextFlags = Pick<TextOptions, 'format' | 'textColumn' | 'idColumn'>;

/** Adds the flags of `TextFlags` to a command. */
export function addTextOptions(command: Command): Command {
  return command
    .option('--text-column <name>', 'the column or field of the text (default: text, or the likeliest)')
    .option('--id-column <name>', 'the column or field that names a row (default: id, if there)')
    .addOption(
      new Option('--format <format>', 'what the file is (default: by what it has)').choices([
        'text',
        ...FORMATS,
      ]),
    );
}
