import { join } from 'node:path';

/** Types are stripped in the repository alone: the package has JavaScript, and neither `use` nor `dev`. */
const IS_PACKAGED = import.meta.url.endsWith('.js');
/** What needs no quotes in a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * The commands that come after a training, to copy.
 *
 * @param out the folder of the model.
 * @param isPackaged whether it is the package that runs.
 */
export function nextSteps(out: string, isPackaged = IS_PACKAGED): string[] {
  const model = quoted(join(out, 'model.safetensors'));
  const evaluate = `npm run --silent trainer -- evaluate --model ${model} --data test.csv`;
  const predict = `npm run --silent trainer -- predict --model ${model} < texts.txt`;
  if (isPackaged) return ['next, to measure and to use it:', `  ${evaluate}`, `  ${predict}`];
  return [
    'next, to measure it and to serve it here:',
    `  ${evaluate}`,
    `  npm run use -- ${quoted(out)}`,
    '  npm run dev',
  ];
}

/** The command that trains anew what these arguments of `train` have trained, or gone on with. */
export function trainCommand(args: readonly string[]): string {
  return commandOf(anew(args));
}

/** The command that trains the same and measures a learning curve too. */
export function curveCommand(args: readonly string[]): string {
  const others = anew(args).filter((arg) => arg !== '--learning-curve' && arg !== '--no-learning-curve');
  return commandOf([...others, '--learning-curve']);
}

/** What changes no figure of a selection or comparison. */
const FIGURELESS = {
  valued: ['--out', '--workers', '--fits', '--queue', '--store'],
  alone: ['--force', '--json', '--open', '--no-texts'],
};

/** The command of `select` or `compare` with these arguments, without those that change no figure. */
export function figuresCommand(name: 'select' | 'compare', args: readonly string[]): string {
  const { valued, alone } = FIGURELESS;
  const kept = args.filter((arg, place) => {
    const isOwn = [...valued, ...alone].some((name) => isFlag(name)(arg));
    return !isOwn && !valued.includes(args[place - 1]);
  });
  return `npm run trainer -- ${name} ${kept.map(quoted).join(' ')}`;
}

/**
 * The command that goes on with a selection or comparison that was stopped: the same one, with its folder.
 *
 * @param args as they were given.
 * @param out the folder, which they may lack.
 */
export function againCommand(name: 'select' | 'compare', args: readonly string[], out: string): string {
  const folder = args.some(isFlag('--out')) ? [] : ['--out', out];
  return `npm run trainer -- ${name} ${[...args, ...folder].map(quoted).join(' ')}`;
}

/**
 * The command that goes on with a training that was stopped.
 *
 * @param args of `train`, as they were given.
 * @param out the folder of the run, which they may lack.
 */
export function resumeCommand(args: readonly string[], out: string): string {
  const kept = anew(args);
  const folder = kept.some(isFlag('--out')) ? [] : ['--out', out];
  return commandOf([...kept, ...folder, '--resume']);
}

/** Arguments without what is said of an earlier run. */
function anew(args: readonly string[]): string[] {
  return args.filter((arg) => !isFlag('--resume')(arg) && !isFlag('--force')(arg));
}

function isFlag(name: string): (arg: string) => boolean {
  return (arg) => arg === name || arg.startsWith(`${name}=`);
}

function commandOf(args: readonly string[]): string {
  return `npm run train -- ${args.map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
