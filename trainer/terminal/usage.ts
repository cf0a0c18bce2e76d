/** What commander says of a command that is spelled wrong, in one sentence. */
export function usageSentence(said: string): string {
  const [first, ...rest] = said.trim().split('\n');
  const message = first.replace(/^error: /, '').replace(/\.$/, '');
  const guess = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(rest[0] ?? '')?.[1];
  if (guess !== undefined) return `${message}: did you mean ${guess}?`;
  return invalidValue(message) ?? `${message}; --help lists what there is`;
}

/** A value that a flag or an argument does not take; undefined for other mistakes. */
function invalidValue(message: string): string | undefined {
  const option = /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.*)$/s.exec(message);
  const argument = /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/s.exec(message);
  const [name, value, reason] =
    option?.slice(1) ?? (argument ? [`<${argument[2]}>`, argument[1], argument[3]] : []);
  if (name === undefined) return undefined;
  const choices = /^Allowed choices are (.*)$/s.exec(reason)?.[1];
  if (choices !== undefined) return `${name} is ${JSON.stringify(value)}, allowed ${choices}`;
  // What checks a value gives its own name for it first, be it `maxTokens`, `The name` or `It`.
  const said = reason.startsWith('It ') ? reason.slice(3) : reason.slice(reason.indexOf(' is ') + 1);
  return `${name} ${said}`;
}

/** What npm reads for itself wherever it stands; commands of ours have flags of these names, too. */
const OF_NPM = new Set(['cache', 'force', 'json']);

/** A flag of a command, `--data` or `--no-residual`, and how its help writes it. */
type Flag = { long: string; flags: string };

/**
 * What to type where `npm run train --data x` has kept flags for npm: it hands on what stands behind ` -- ` alone, and leaves the
 * rest in variables.
 *
 * @param command its name, after that of its group where it has one.
 * @param flags of the command that were not given to it.
 * @param values that reached the command without their flags.
 * @returns undefined where npm has kept none.
 */
export function keptByNpm(
  environment: NodeJS.ProcessEnv,
  command: string,
  flags: readonly Flag[],
  values: readonly string[],
): string | undefined {
  const script = environment.npm_lifecycle_event;
  if (script === undefined) return undefined;
  const kept = flags.filter((flag) => isKept(flag, leftBy(environment, flag)));
  if (kept.length === 0) return undefined;
  const [one] = kept.length === 1 && values.length === 1 ? kept : [];
  const typed = one
    ? [`${one.long} ${values[0]}`]
    : kept.map((flag) => asTyped(flag, leftBy(environment, flag)));
  const names = kept.map(({ long }) => long).join(', ');
  // The script `trainer` runs any command, the others one.
  const words = [...(script === command ? [] : [command]), ...typed].join(' ');
  return `npm has kept ${names}: put -- before the flags, npm run ${script} -- ${words}`;
}

function leftBy(environment: NodeJS.ProcessEnv, { long }: Flag): string | undefined {
  const key = long.replace(/^--(no-)?/, '');
  return OF_NPM.has(key) ? undefined : environment[`npm_config_${key.replaceAll('-', '_')}`];
}

/** npm leaves nothing as the value of a flag that begins with `--no-`. */
function isKept({ long }: Flag, value: string | undefined): boolean {
  return value !== undefined && long.startsWith('--no-') === (value === '');
}

/** npm says `true` of a flag whose value stood apart. */
function asTyped({ long, flags }: Flag, value = ''): string {
  return value === '' || value === 'true' ? flags : `${long} ${value}`;
}
