import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSample } from '../../trainer/corpora/sample.ts';
import { readSuite } from '../../trainer/corpora/suite.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';

const write = temporaryFolder();
const model = write('model.safetensors', tinyModel());
const data = write(
  'data.csv',
  'label,text\npositive,good\nnegative,bad\nnegative,good good\nneutral,bad bad\n',
);
const args = ['evaluate', '--model', model, '--data', data];
const cases = [
  { group: 'plain', text: 'good', label: 'positive' },
  { group: 'plain', text: 'bad good good', label: 'negative' },
  { group: 'names', texts: ['good Ann', 'good Bob'] },
  { group: 'others', text: 'good', label: 'great' },
];
const page = readFileSync('docs/evaluating.md', 'utf8');
const suite = write('suite.jsonl', cases.map((each) => `${JSON.stringify(each)}\n`).join(''));

describe('evaluate', () => {
  it('says in one object what a person needs to know', async () => {
    const { code, stdout, stderr } = await runCli([
      ...args,
      ...['--json', '--mistakes', '1', '--by', 'length', '--against', model, '--suite', suite],
    ]);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      ...{ examples: 4, accuracy: 0.5, never_answered: ['neutral'] },
      interval: { accuracy: { low: 0.150039, high: 0.849961 }, recall: { neutral: { low: 0 } } },
      baseline: { majority: { label: 'negative', accuracy: 0.5 }, word_list: { accuracy: 0.5 } },
      steps: { order: ['negative', 'neutral', 'positive'], texts: [2, 1, 1], mean: 0.75, within_one: 0.75 },
      groups: { 'up to 5 tokens': { examples: 4, accuracy: 0.5, too_few: true } },
      mistakes: [{ line: 4, truth: 'negative', answer: 'positive', text: 'good good' }],
      against: {
        texts: 4,
        only_first: 0,
        only_second: 0,
        difference: 0,
        p: 1,
        is_real: false,
        accuracy: 0.5,
      },
      suite: {
        ...{ cases: 3, failed: 1, left_out: 1 },
        groups: [
          {
            group: 'plain',
            cases: 2,
            failed: 1,
            examples: [{ text: 'bad good good', expected: 'negative' }],
          },
          { group: 'names', cases: 1, failed: 0, examples: [] },
        ],
      },
    });
    expect(code).toBe(0);
  });

  it('prints what docs/evaluating.md shows', async () => {
    const lines = readSample().test.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`);
    const [, command = ''] = /-- (evaluate .* --data runs\/demo\/test\.jsonl .*)$/m.exec(page) ?? [];
    const file = write('test.jsonl', lines.join(''));
    const { stdout } = await runCli(command.replace('runs/demo/test.jsonl', file).split(' '));
    expect(page).toContain(`\`\`\`\n${stdout}\`\`\`\n`);
  });

  it('shows no text that nobody asked for', async () => {
    const { stdout } = await runCli([...args, '--by', 'negation', '--against', model]);
    expect(stdout).toContain('4 texts prove nothing');
    expect(stdout).toContain('is right on the same 4 texts.');
    expect(stdout).not.toContain('good');
  });

  it('takes a column before the slice of its name', async () => {
    const named = write('named.csv', 'label,text,length\npositive,good,short\nnegative,bad,long\n');
    const { stdout } = await runCli([
      'evaluate',
      '--model',
      model,
      '--data',
      named,
      '--json',
      '--by',
      'length',
    ]);
    expect(Object.keys(JSON.parse(stdout).groups)).toEqual(['short', 'long']);
  });

  it('takes the cases that docs/evaluating.md shows', async () => {
    const shown = page.split('\n').filter((line) => line.startsWith('{"group"'));
    expect(shown).toHaveLength(5);
    expect(await readSuite(write('shown.jsonl', shown.join('\n')))).toHaveLength(5);
  });

  it('runs a suite alone, and ends with 1 where too few pass', async () => {
    const { code, stdout, stderr } = await runCli([
      ...['evaluate', '--model', model, '--suite', suite, '--min-pass', '0.9'],
    ]);
    expect(stdout).toContain('Behaviour: 2 of 3 cases pass, 66.6 %.\n');
    expect(stdout).toContain('  bad good good\n    ');
    expect(stderr).toBe('error: 66.7 % of the cases pass, --min-pass asks for 90 %\n');
    expect(code).toBe(1);
  });

  it.each([
    [[], 'there is nothing to measure on: give --data FILE, --suite FILE or both'],
    [['--suite', suite, '--dev-share', '0.1'], '--dev-share is about --data: give both'],
    [['--data', data, '--min-pass', '0.5'], '--min-pass is about --suite: give both'],
    [
      ['--data', data, '--order', 'negative,positive'],
      '--order is negative,positive, allowed each of negative, ',
    ],
    [['--data', data, '--by', 'length', '--without', 'x'], '--without names values of a column, and '],
    [
      ['--data', data, '--against', write('two.safetensors', tinyModel(['negative', 'positive']))],
      'answers negative, positive, the model negative, neutral, positive: say --labels with those that both have: negative,positive',
    ],
  ])('refuses %j', async (flags, message) => {
    const { code, stdout, stderr } = await runCli(['evaluate', '--model', model, ...flags]);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
