import type { Command, Option } from 'commander';
import { UserError } from '../../errors.ts';
import { clean } from '../../print.ts';
import { keptByNpm } from '../../terminal/usage.ts';

/**
 * What every command of a program checks before it runs: its options are known, npm has kept none of them, all that it needs is
 * there, none is empty, and none stands twice that counts once.
 */
export function checkGiven(command: Command): void {
  // Commander looks for what is missing first: `--oot x` would be told that --out is missing.
  const needed = command.options.filter(({ mandatory }) => mandatory);
  for (const option of needed) option.makeOptionMandatory(false);
  // It looks for arguments that are too many before the hooks, which tell of npm.
  const takesMore = command.registeredArguments.some(({ variadic }) => variadic);
  if (command.commands.length === 0) command.allowExcessArguments();
  const given = givenValues(command);
  command.hook('preAction', (_, action) => {
    if (action !== command) return;
    refuseKept(command);
    if (!takesMore) refuseExcess(command);
    const missing = needed.find((option) => givenFor(command, option) === undefined);
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
    refuseEmpty(command);
    refuseTwice(given);
  });
  for (const child of command.commands) checkGiven(child);
}

/** @throws UserError for `npm run train --data x`, where `--` is missing. */
function refuseKept(command: Command): void {
  const isCli = (option: Option) => command.getOptionValueSource(option.attributeName()) === 'cli';
  const flags = command.options.filter((option) => !isCli(option));
  const named = flags.map(({ long, flags }) => ({ long: long ?? '', flags }));
  const advice = keptByNpm(process.env, pathOf(command), named, command.args);
  if (advice !== undefined) throw new UserError(advice, 2);
}

/** The name of a command after that of its group, without that of the program. */
function pathOf(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()} ` : '';
  return `${group}${command.name()}`;
}

function refuseExcess(command: Command): void {
  const [allowed, stray] = [
    command.registeredArguments.length,
    command.args[command.registeredArguments.length],
  ];
  if (stray === undefined) return;
  const expected = allowed === 0 ? 'none' : String(allowed);
  command.error(`error: too many arguments for '${command.name()}': ${stray} is one, allowed ${expected}`);
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

/** Options of which each value counts, and not the last alone. */
const REPEATABLE = new Set(['cost', 'grid', 'mapLabels', 'variant']);
/** Values that a message names. */
const MAX_NAMED = 3;

/** An option as it was typed. */
type Given = { flag: string; value: string | null };

/** What is typed for each option, `--no-x` as for `--x`, by the name that commander gives its value. Filled while it is parsed. */
function givenValues(command: Command): Map<string, Given[]> {
  const given = new Map<string, Given[]>();
  for (const option of command.options) {
    const name = option.attributeName();
    if (option.variadic || REPEATABLE.has(name)) continue;
    command.on(`option:${option.name()}`, (value: string | null) => {
      given.set(name, [...(given.get(name) ?? []), { flag: option.long ?? option.flags, value }]);
    });
  }
  return given;
}

/** @throws UserError for `--data a --data b`, of which commander takes the last without a word. */
function refuseTwice(given: ReadonlyMap<string, readonly Given[]>): void {
  for (const all of given.values()) {
    const [{ flag }, ...others] = all;
    const other = others.find((each) => each.flag !== flag);
    if (other) throw new UserError(`${flag} and ${other.flag} exclude each other: give one`, 2);
    const values = all.flatMap(({ value }) => (typeof value === 'string' ? [clean(value)] : []));
    if (values.length < 2) continue;
    const named = values.slice(0, MAX_NAMED).join(', ');
    throw new UserError(`${flag} is given ${values.length} times (${named}), allowed once: give one`, 2);
  }
}

/** Names with commas between them may be empty: a group may have no name. */
function isList({ variadic, parseArg }: Option): boolean {
  return !variadic && parseArg !== undefined;
}

function givenFor(command: Command, option: Option): unknown {
  return command.getOptionValue(option.attributeName());
}
