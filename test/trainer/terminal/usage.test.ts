import { describe, expect, it } from 'vitest';
import { keptByNpm, usageSentence } from '../../../trainer/terminal/usage.ts';

describe('usageSentence()', () => {
  it.each([
    ["error: unknown option '--oot'\n(Did you mean --out?)\n", "unknown option '--oot': did you mean --out?"],
    [
      "error: unknown command 'us'\n(Did you mean one of use, data?)\n",
      "unknown command 'us': did you mean use, data?",
    ],
    ["error: unknown option '--x'\n", "unknown option '--x'; --help lists what there is"],
    [
      "error: option '--width <n>' argument 'x' is invalid. width is \"x\", not a whole number.\n",
      '--width is "x", not a whole number',
    ],
    [
      "error: option '--max-tokens <n>' argument '0' is invalid. maxTokens is 0, allowed 1 to 9.\n",
      '--max-tokens is 0, allowed 1 to 9',
    ],
    [
      "error: option '-p, --preset <name>' argument 'it's' is invalid. Allowed choices are a, b.\n",
      '--preset is "it\'s", allowed a, b',
    ],
    [
      "error: command-argument value 'x' is invalid for argument 'name'. Allowed choices are a, b.\n",
      '<name> is "x", allowed a, b',
    ],
  ])('makes one sentence of %j', (said, sentence) => {
    expect(usageSentence(said)).toBe(sentence);
  });
});

describe('keptByNpm()', () => {
  const flags = [
    { long: '--data', flags: '--data <file>' },
    { long: '--label-column', flags: '--label-column <name>' },
    { long: '--verbose', flags: '--verbose' },
    { long: '--no-residual', flags: '--no-residual' },
    { long: '--cache', flags: '--cache <folder>' },
  ];
  const kept = (variables: NodeJS.ProcessEnv, values: string[] = [], script = 'train') =>
    keptByNpm(
      { npm_lifecycle_event: script, npm_config_cache: '~/.npm', ...variables },
      'train',
      flags,
      values,
    );

  it.each([
    [{ npm_config_data: 'true' }, ['x.csv'], '--data', '--data x.csv'],
    [{ npm_config_data: 'x.csv' }, [], '--data', '--data x.csv'],
    [
      { npm_config_data: 'true', npm_config_label_column: 'y' },
      ['x'],
      '--data, --label-column',
      '--data <file> --label-column y',
    ],
    [{ npm_config_verbose: 'true' }, [], '--verbose', '--verbose'],
    [{ npm_config_residual: '' }, [], '--no-residual', '--no-residual'],
  ])('says for %j and %j what to type', (variables, values, names, typed) => {
    expect(kept(variables, values)).toBe(
      `npm has kept ${names}: put -- before the flags, npm run train -- ${typed}`,
    );
  });

  it('names the command where the script runs any', () => {
    expect(kept({ npm_config_data: 'x' }, [], 'trainer')).toMatch(/npm run trainer -- train --data x$/);
  });

  it('finds nothing where npm has kept nothing, or does not run the command', () => {
    expect(kept({})).toBeUndefined();
    expect(kept({ npm_config_residual: 'true' })).toBeUndefined();
    expect(keptByNpm({ npm_config_data: 'x' }, 'train', flags, [])).toBeUndefined();
  });
});
