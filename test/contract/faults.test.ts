import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { LEFT_OVER, MAIN, onTerminal, runInShell } from './faults.ts';
import { tinyModel } from './model.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(60));
const rows = write('rows.tsv', 'label\ttext\npositive\tgood\nnegative\tbad\nneutral\tgood bad\n');
const model = write('model.safetensors', tinyModel());
const empty = write('empty.safetensors', '');
const root = dirname(data);
const at = (name: string) => join(root, name);
const isLinux = process.platform === 'linux';
mkdirSync(at('folder'));

/** Every command that is whole but for the fault, by what is wrong with it. */
const WHOLE: Record<string, string[]> = {
  train: trainArgs(data, at('out'), 1),
  evaluate: ['evaluate', '--model', model, '--data', rows],
  predict: ['predict', '--model', model, data],
  inspect: ['inspect', '--model', model],
  export: ['export', '--model', model, '--out', at('exported.safetensors')],
  calibrate: ['calibrate', '--model', model, '--data', rows, '--out', at('calibrated.safetensors')],
  'data pull': ['data', 'pull', '--mirror', at('folder')],
  'data mix': ['data', 'mix', '--mirror', at('folder'), '--out', at('mix.tsv')],
  'data sets': ['data', 'sets', '--mirror', at('folder'), '--out', at('sets')],
  'data runs': ['data', 'runs', '--mirror', at('folder'), '--out', at('lists')],
  recipe: ['recipe', 'default', '--mirror', at('folder'), '--out', at('recipe')],
  use: ['use', at('folder')],
  demo: ['demo', '--no-serve', '--out', at('demo')],
};
const soak = process.env.SOAK !== undefined;
/** In `npm test` one command that writes and one that reads, the others in the soak tests. */
const commands = Object.keys(WHOLE).filter((name) => soak || ['train', 'predict'].includes(name));

/** With another value for a flag that the command has. */
const having = (args: readonly string[], flag: string, value: string) =>
  args.map((arg, i) => (args[i - 1] === flag ? value : arg));

type Fault = { fault: string; args: (whole: string[]) => string[]; code: number; says: RegExp };

const FAULTS: Fault[] = [
  {
    fault: 'an unknown flag',
    args: (whole) => [...whole, '--frobnicate'],
    code: 2,
    says: /^unknown option '--frobnicate'; --help lists what there is$/,
  },
  {
    fault: 'a flag without its value',
    args: (whole) => [...whole, ...whole.filter((arg) => /^--(data|model|out|mirror)$/.test(arg)).slice(-1)],
    code: 2,
    says: /^option '--[^']+' argument missing; --help lists what there is$/,
  },
  {
    fault: 'a model that is missing',
    args: (whole) => having(whole, '--model', at('none')),
    code: 1,
    says: /^cannot open none: there is no such file$/,
  },
  {
    fault: 'a model that is a folder',
    args: (whole) => having(whole, '--model', at('folder')),
    code: 1,
    says: /^cannot open folder: it is a folder, not a file$/,
  },
  {
    fault: 'a model of 0 bytes',
    args: (whole) => having(whole, '--model', empty),
    code: 1,
    says: /^empty.safetensors is not a model of edge-sentiment: file: 0 bytes, allowed 8 to \d+$/,
  },
  {
    fault: 'a model that is something else',
    args: (whole) => having(whole, '--model', data),
    code: 1,
    says: /^data.tsv is not a model of edge-sentiment: header: /,
  },
  {
    fault: 'data that are missing',
    args: (whole) => having(whole, '--data', at('none.tsv')),
    code: 1,
    says: /^cannot open none.tsv: there is no such file$/,
  },
  {
    fault: 'data of 0 bytes',
    args: (whole) =>
      having(whole, '--data', empty).concat(whole.includes('--data') ? ['--format', 'tsv'] : []),
    code: 1,
    says: /^empty.safetensors is empty/,
  },
  {
    fault: '--out below a file',
    args: (whole) => having(whole, '--out', at('data.tsv/out')),
    code: 1,
    says: /^cannot write data.tsv\/out.*: a part of the path is no folder; give another --out$|^the mirror lacks/,
  },
];

/** The one sentence of an error, without paths that change with every run. */
function sentence({ stderr }: { stderr: string }): string {
  expect(stderr).toMatch(/^\n?error: [^\n]+\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr.trim().replace('error: ', '').replaceAll(`${root}/`, '');
}

/** No command leaves anything half-written, nor a lock. */
function expectNothingLeft(): void {
  const names = readdirSync(root, { recursive: true }).map(String);
  expect(names.filter((name) => LEFT_OVER.test(name.split('/').at(-1) ?? ''))).toEqual([]);
}

describe.each(commands)('%s', (name) => {
  const whole = WHOLE[name];
  const faults = FAULTS.filter(({ args }) => args(whole).join('\n') !== whole.join('\n'));

  it.each(faults)('says $fault in one sentence', async ({ args, code, says }) => {
    const outcome = await runCli(args(whole));
    expect(sentence(outcome)).toMatch(says);
    expect(outcome.code).toBe(code);
    expectNothingLeft();
  });
});

describe.runIf(isLinux)('the command line', () => {
  it.each([
    [
      'says that standard output is full',
      WHOLE.predict,
      { behind: '> /dev/full' },
      /^standard output cannot be written: /,
      1,
    ],
    [
      'says that its folder is gone',
      ['train', '--data', 'data.tsv', '--out', 'out'],
      { before: `mkdir ${at('gone')}; cd ${at('gone')}; rmdir ${at('gone')}` },
      /^the folder that this runs in is gone: change to another$/,
      1,
    ],
    [
      'says that a file would be too large, and leaves none',
      WHOLE.train,
      { before: 'ulimit -f 4' },
      /^cannot write out\/.*: the file would be larger than the disk allows; give another --out$/,
      1,
    ],
    [
      'names the flags that npm has kept',
      ['train', data],
      { environment: { npm_lifecycle_event: 'train', npm_config_data: 'true' } },
      /^npm has kept --data: put -- before the flags, npm run train -- --data data.tsv$/,
      2,
    ],
  ])('%s', async (_, args, shell, says, code) => {
    const outcome = await runInShell(args, shell);
    expect(sentence(outcome)).toMatch(says);
    expect(outcome.code).toBe(code);
    expectNothingLeft();
  });

  it('asks to report a fault of its own, with its stack where that is asked for', async () => {
    const planted = `Number.prototype.toLocaleString=()=>{throw(new(TypeError)('planted'))}`;
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${planted}` };
    const fault = await runInShell(WHOLE.inspect, { environment });
    expect(sentence(fault)).toBe(
      'TypeError: planted; this is a fault of edge-sentiment: please report it, with what EDGE_SENTIMENT_DEBUG=1 shows',
    );
    expect(fault.code).toBe(70);
    const told = await runInShell(WHOLE.inspect, {
      environment: { ...environment, EDGE_SENTIMENT_DEBUG: '1' },
    });
    expect(told.stderr).toMatch(/^ +at .*inspect\.ts/m);
    expect(told.code).toBe(70);
  });

  it('needs neither a home nor a language nor a terminal that obeys', async () => {
    const environment = {
      HOME: undefined,
      LANG: 'C',
      LC_ALL: 'C',
      TERM: 'dumb',
      NO_COLOR: '1',
      COLUMNS: '0',
    };
    const args = trainArgs(data, at('bare'), 1);
    const { code, stdout, stderr } = await runInShell(args, { environment, behind: '<&-' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none is to be there.
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    for (const line of stdout.split('\n').filter((text) => /^epoch/.test(text))) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('folds epochs into 20 columns, and prints what comes last below them', async () => {
    const train = [process.execPath, MAIN, ...trainArgs(data, at('narrow'), 2)].join(' ');
    const { code, stdout } = await onTerminal(`stty cols 20; ${train}`);
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor is looked for.
    const epoch = /\x1b\[2Kepoch 1\/2: loss\r\n {2}\d\.\d{3}, [\d.]+ % \|\r\n {2}held back: loss\r\n/;
    expect(stdout).toMatch(epoch);
    // Back to where the cursor is: saved after the last epoch, not where the bar began.
    expect(stdout.lastIndexOf('\x1b7')).toBeGreaterThan(stdout.lastIndexOf('held back: loss'));
    expect(stdout.lastIndexOf('\x1b8')).toBeGreaterThan(stdout.lastIndexOf('\x1b7'));
  });

  it('ends its work where nobody reads what it says any more', async () => {
    const { code } = await runInShell(trainArgs(data, at('unread'), 1), {
      behind: '| head -1',
    });
    expect(code).toBe(0);
    expect(readFileSync(at('unread/model.json'), 'utf8')).toContain('"name": "data"');
  });
});
