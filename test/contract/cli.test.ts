import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytes, temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { tinyModel } from './model.ts';

const write = temporaryFolder();
const folder = dirname(write('nothing', ''));
const out = join(folder, 'out');
const model = write('model.safetensors', tinyModel());

/** The message without its path, which changes with every run. */
const withoutPaths = (text: string) => text.replaceAll(`${folder}/`, '');

describe('train', () => {
  const train = ['train', '--out', out, '--preset', 'default', '--data'];

  it.each([
    ['empty.tsv', bytes(), 'empty.tsv is empty: it has no row with text and label'],
    [
      'one.tsv',
      bytes('label\ttext\na\tx\na\ty\n'),
      'one.tsv has only the label "a", allowed 2 to 1000 different ones',
    ],
    [
      'column.csv',
      bytes('label,remark\na,x\n'),
      'column "text" is not in column.csv: it has label, remark; say --text-column remark --label-column label, or',
    ],
    [
      'quote.csv',
      bytes('label,text\na,x\nb,"y\nc,d\n'),
      'the row of quote.csv that begins at line 3 has a broken quote',
    ],
    ['utf8.tsv', bytes('label\ttext\na\t', [0xff], '\nb\ty\n'), 'line 2 is not UTF-8'],
    [
      'long.tsv',
      bytes('label\ttext\na\t', 'x'.repeat(2 ** 20), '\nb\ty\n'),
      'line 2 is over 262144 bytes long',
    ],
    ['rare.tsv', bytes('label\ttext\na\tx\nb\ty\n'), '2 rows are too few to keep some for dev'],
    ['once.tsv', bytes('label\ttext\na\tp\na\tq\nb\tr\nb\ts\n'), 'say --min-count 1'],
  ])('refuses %s in one line and without a stack', async (name, content, message) => {
    const { code, stderr } = await runCli([...train, write(name, content)]);
    expect(withoutPaths(stderr)).toContain(message);
    expect(withoutPaths(stderr)).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });

  it('goes on without a bad row among many good ones', async () => {
    const rows = 'a\tx\nb\ty\n'.repeat(20);
    const data = write('mostly.tsv', bytes('label\ttext\n', 'a\t', [0xff], '\n', rows, 'c\tz\n'));
    const dev = write('dev.tsv', 'label\ttext\nother\tx\n');
    const { code, stdout, stderr } = await runCli([...train, data, '--dev', dev]);
    expect(withoutPaths(stdout)).toContain('1 of 42 rows of mostly.tsv left out:\n  line 2 is not UTF-8');
    expect(withoutPaths(stderr)).toBe(
      'error: line 2 of dev.tsv has the label "other", allowed a, b, c; --map-labels other=NEW gives it another name, other= leaves its rows out\n',
    );
    expect(code).toBe(1);
  });

  it.each([
    [['--widht', '3'], "unknown option '--widht': did you mean --width?"],
    [['--width', 'x'], '--width is "x", not a whole number'],
    [['--width', '0'], '--width is 0, allowed 1 to 1024'],
    [['--epochs', '1.5'], '--epochs is 1.5, not a whole number'],
    [['--learning-rate', '-1'], '--learning-rate is -1, allowed 1e-9 to 10'],
    [['--optimizer', 'adm'], '--optimizer is "adm", allowed sgd, momentum, adam, adamw'],
    [['--preset', 'dense'], '--preset is "dense", allowed default, small, fine-tune, dense-64'],
    [['--kernel', '2'], 'kernel is 2, allowed odd numbers'],
    [['--encoding', 'latin'], '--encoding is "latin", allowed those of the web, such as utf-8'],
    [['--delimiter', '||'], '--delimiter is "||", allowed one character other than " and \\, or tab'],
    [['extra'], 'too many arguments'],
  ])('answers %j as bad usage', async (args, message) => {
    const { code, stderr } = await runCli(['train', '--data', 'none.tsv', '--out', out, ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('evaluate', () => {
  const data = write(
    'data.tsv',
    'positive\tgood\nnegative\tbad\nnegative\tgood good\nneutral\tgood bad bad\n',
  );

  it('prints one JSON object', async () => {
    const { code, stdout } = await runCli(['evaluate', '--model', model, '--data', data, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      examples: 4,
      accuracy: 0.5,
      labels: { neutral: { precision: 0, recall: 0, f1: 0, support: 1 } },
      confusion: [
        [1, 0, 1],
        [0, 0, 1],
        [0, 0, 1],
      ],
    });
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(code).toBe(0);
  });

  it('measures the rows of each group by themselves', async () => {
    const grouped = write(
      'grouped.tsv',
      'label\ttext\tsource\npositive\tgood\tfilms\nnegative\tgood\tshops\nnegative\tbad\tshops\n',
    );
    const args = ['evaluate', '--model', model, '--data', grouped, '--group-column', 'source'];
    const { stdout } = await runCli([...args, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      examples: 3,
      groups: { films: { examples: 1, accuracy: 1 }, shops: { examples: 2, accuracy: 0.5 } },
    });
    const people = await runCli(args);
    expect(people.stdout).toMatch(/^group +examples +accuracy +95 % +macro_f1 +ece$/m);
    expect(people.stdout).toMatch(/^shops +2 +0\.5000 /m);
    const rows = Array.from({ length: 201 }, (_, row) => `positive\tgood\t${row}\n`);
    const many = write('many.tsv', `label\ttext\tsource\n${rows.join('')}`);
    const { code, stderr } = await runCli([...args.slice(0, 4), many, ...args.slice(5)]);
    expect(stderr).toBe('error: the group column has 201 values, allowed 200: name another\n');
    expect(code).toBe(1);
  });

  it('measures only what train keeps for dev', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row % 2 ? 'positive' : 'negative'}\tgood ${row}\n`,
    );
    const whole = write('whole.tsv', rows.join(''));
    const args = ['evaluate', '--model', model, '--data', whole, '--json'];
    const { stdout } = await runCli([...args, '--dev-share', '0.1']);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 4, accuracy: 0.5 });
    const { code, stderr } = await runCli([...args, '--seed', '2']);
    expect(stderr).toBe('error: --seed says which rows --dev-share keeps: give both\n');
    expect(code).toBe(2);
  });

  it('measures the split groups that train keeps for dev', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row % 2 ? 'positive' : 'negative'}\tgood ${row}\t${row % 2}-${row >> 3}\t\n`,
    );
    const file = write('grouped-dev.tsv', `label\ttext\tsplit_group\tfilm\n${rows.join('')}`);
    const args = ['evaluate', '--model', model, '--data', file, '--json'];
    const examples = async (...flags: string[]) =>
      JSON.parse((await runCli([...args, '--dev-share', '0.1', ...flags])).stdout).examples;
    // Two labels, a group of four texts each.
    expect(await examples()).toBe(8);
    expect(await examples('--no-split-group')).toBe(4);
    expect(await examples('--split-group', 'film')).toBe(4);
    const { code, stderr } = await runCli([...args, '--split-group', 'film']);
    expect(stderr).toBe('error: --split-group says which rows --dev-share keeps: give both\n');
    expect(code).toBe(2);
  });

  it('prints a table for people', async () => {
    const { stdout } = await runCli(['evaluate', '--model', model, '--data', data]);
    expect(stdout).toMatch(/^accuracy +0\.5000 +0\.150–0\.850$/m);
    expect(stdout).toMatch(/^label +precision +recall +95 % +f1 +support$/m);
  });

  it('compares only the labels asked for, with 0 and 1 for negative and positive', async () => {
    const two = write('two.csv', 'label,text\n1,good\n0,bad\n');
    const args = ['evaluate', '--model', model, '--data', two, '--labels', 'negative,positive', '--json'];
    const { stdout, stderr } = await runCli(args);
    expect(stderr).toBe('note: 0 and 1 are read as negative and positive: the model has no labels 0 and 1\n');
    // Logits ±2 of two labels: the answer's probability is 1 / (1 + e^-4).
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, macro_f1: 1, ece: 0.017986 });
  });

  it.each([
    [['--labels', 'negative,great'], '--labels names "great", the model has negative, neutral, positive', 2],
    [['--labels', 'negative'], '--labels is negative, allowed two or more different labels', 2],
    [
      ['--labels', 'negative,positive'],
      'line 4 of data.tsv has the label "neutral", allowed negative, positive; --map-labels neutral=NEW gives it another name, ' +
        'neutral= leaves its rows out',
      1,
    ],
  ])('refuses %j', async (args, message, expected) => {
    const { code, stderr } = await runCli(['evaluate', '--model', model, '--data', data, ...args]);
    expect(withoutPaths(stderr)).toMatch(/^(?:(?:note:|reading) .*\n)*error: /);
    expect(withoutPaths(stderr)).toContain(`error: ${message}\n`);
    expect(code).toBe(expected);
  });

  it('names the line of a label that the model lacks', async () => {
    const unseen = write('unseen.tsv', 'label\ttext\npositive\tgood\nmixed\tgood bad\n');
    const { code, stderr } = await runCli(['evaluate', '--model', model, '--data', unseen]);
    expect(withoutPaths(stderr)).toBe(
      'error: line 3 of unseen.tsv has the label "mixed", allowed negative, neutral, positive; --map-labels mixed=NEW gives it ' +
        'another name, mixed= leaves its rows out\n',
    );
    expect(code).toBe(1);
  });
});

describe('predict', () => {
  it('answers line by line, and keeps the lines of texts that it cannot read', async () => {
    const input = bytes('good\r\n\n', [0xff], '\n', 'x'.repeat(2 ** 20), '\n房间\nbad\n\u200b\u0000');
    const { code, stdout } = await runCli(['predict', '--model', model], input);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { label: 'positive', known: 1, tokens: 1 },
      { error: 'The row has no visible character, at least one is needed.', offset: 6 },
      { error: 'The row is not UTF-8, which is the only encoding allowed.', offset: 7 },
      { error: 'The row has more than 65536 bytes, allowed are 65536 at most.', offset: 9 },
      { known: 0 },
      { label: 'negative', model: answers[0].model },
      { error: 'The row has no visible character, at least one is needed.', offset: 2 ** 20 + 21 },
    ]);
    expect(answers[0].model).toMatch(/^tiny@[0-9a-f]{12}$/);
    expect(code).toBe(0);
  });

  it('reads a file', async () => {
    const { stdout } = await runCli(['predict', '--model', model, write('texts.txt', 'good\nbad\n')]);
    expect(stdout.split('\n')).toHaveLength(3);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = startCli(['predict', '--model', model]);
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    // Standard input stays open: that nothing reads the answers must be reason enough to end.
    child.stdin.write('good\n'.repeat(200_000));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'exit');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('says that there is no such file', async () => {
    const { code, stderr } = await runCli(['predict', '--model', model, 'none.txt']);
    expect(stderr).toBe('error: cannot open none.txt: there is no such file\n');
    expect(code).toBe(1);
  });
});

describe('a model file', () => {
  const whole = tinyModel();
  const header = bytes([0, 0, 0, 0, 0, 0, 0, 0x80], [...whole.subarray(8)]);
  it.each([
    ['truncated.safetensors', whole.subarray(0, whole.length - 5), /: .*(ends at|data_offsets)/],
    ['short.safetensors', whole.subarray(0, 4), /: file: 4 bytes, allowed 8 to/],
    ['empty.safetensors', bytes(), /: file: 0 bytes/],
    ['random.safetensors', noise(4096), /: header: length is \d+ bytes, allowed 2 to 4088/],
    ['header.safetensors', header, /: header: length is 9223372036854775808 bytes, allowed 2 to/],
  ])('%s is refused by name and field', async (name, content, field) => {
    const { code, stderr, stdout } = await runCli(['predict', '--model', write(name, content)], 'good\n');
    expect(withoutPaths(stderr)).toMatch(new RegExp(`^error: ${name} is not a model of edge-sentiment`));
    expect(stderr).toMatch(field);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('that is not there is said to be missing', async () => {
    const { code, stderr } = await runCli(['evaluate', '--model', 'none', '--data', 'none.tsv']);
    expect(stderr).toBe('error: cannot open none: there is no such file\n');
    expect(code).toBe(1);
  });
});

describe('the command line', () => {
  it.each([[['--help']], [['train', '--help']], [['evaluate', '--help']], [['predict', '--help']]])(
    'explains %j',
    async (args) => {
      const { code, stdout, stderr } = await runCli(args);
      expect(stdout).toMatch(/^Usage: edge-sentiment/);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );

  it.each([
    [['evalute'], "unknown command 'evalute': did you mean evaluate?"],
    [['predict'], "required option '--model <file>' not specified"],
    [[], 'Usage: edge-sentiment'],
    [
      ['train', '--data', 'a.csv', '--data', 'b.csv'],
      '--data is given 2 times (a.csv, b.csv), allowed once: give one',
    ],
    [
      ['evaluate', '--model', 'm', '--data', 'a.csv', '--by', 'length', '--by', 'negation'],
      '--by is given 2 times (length, negation), allowed once: give one',
    ],
    [
      ['train', '--data', 'a', '--split-group', 'x', '--no-split-group'],
      '--split-group and --no-split-group exclude each other: give one',
    ],
  ])('answers %j as bad usage', async (args, message) => {
    const { code, stderr } = await runCli(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it.each([
    [['train', '--map-labels', '1=bad', '--map-labels', '2=good', '--cost', 'a=2', '--cost', 'b=3']],
    [['train', '--teacher', 'a', '--teacher', 'b', '--force', '--force']],
  ])('takes what may stand twice: %j', async (args) => {
    const { stderr } = await runCli([...args, '--data', 'missing.csv', '--out', write('kept', '')]);
    expect(stderr).not.toMatch(/allowed once|exclude each other/);
  });
});

/** Bytes without a meaning, the same in every run (a linear congruential generator). */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
