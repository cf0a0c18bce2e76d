import type { Command, Option } from 'commander';
import { UserError } from '../../errors.ts';

/** What every command of a program checks before it runs: its options are known, all that it needs is there, and none is empty. */
export function checkGiven(command: Command): void {
  // Commander looks for what is missing first: `--oot x` would be told that --out is missing.
  const needed = command.options.filter(({ mandatory }) => mandatory);
  for (const option of needed) option.makeOptionMandatory(false);
  command.hook('preAction', (_, action) => {
    if (action !== command) return;
    const missing = needed.find((option) => givenFor(command, option) === undefined);
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
    refuseEmpty(command);
  });
  for (const child of command.commands) checkGiven(child);
}

/** @throws UserError for `--out ''` and the like: what a script makes of a variable that is not set. */
function refuseEmpty(command: Command): void {
  const isEmpty = (value: unknown) => typeof value === 'string' && value.trim() === '';
  const empty = command.options.find(
    (option) => [givenFor(command, option)].flat().some(isEmpty) && !isList(option),
  );
  if (empty) throw new UserError(`${empty.flags} is empty: give one`, 2);
  command.registeredArguments.forEach((argument, index) => {
    if (isEmpty(command.args[index])) throw new UserError(`<${argument.name()}> is empty: give one`, 2);
  });
}

/** Names with commas between them may be empty: a group may have no name. */
function isList({ variadic, parseArg }: Option): boolean {
  return !variadic && parseArg !== undefined;
}

function givenFor(command: Command, option: Option): unknown {
  return command.getOptionValue(option.attributeName());
}
