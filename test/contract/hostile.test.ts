import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';

const EVIL = 'x\u001b[31m\u202e\u0085\nerror: forged';
const write = temporaryFolder();
const quoted = `"${EVIL}"`;
const rows = (label: string, count: number) =>
  Array.from({ length: count }, (_, row) => `${label},good ${row}\n`).join('');
const labels = write('labels.csv', `label,text\n${rows(quoted, 6)}${rows('b', 6)}`);
const column = write('column.csv', `label,${quoted}\na,b\n`);
const single = write('single.csv', `label,text\n${rows(quoted, 3)}`);
const weights = write('weights.jsonl', JSON.stringify({ text: 'a', label: 'b', weight: EVIL }));
const groups = write('groups.csv', `label,text,source\npositive,good,${quoted}\nnegative,bad,b\n`);
const model = write('model.safetensors', tinyModel());
const evil = write('evil.safetensors', tinyModel(['a', 'b', EVIL]));
const root = dirname(model);
const small = ['--embedding', '4', '--width', '4', '--blocks', '1', '--epochs', '1', '--min-count', '1'];
const at = (name: string) => join(root, name);

const COMMANDS: [string, string[]][] = [
  ['train, its labels', ['train', '--data', labels, '--out', at('out'), ...small]],
  ['check, its labels and texts', ['check', '--data', labels, '--texts']],
  ['suspicious, a path', ['suspicious', '--data', `none${EVIL}.tsv`, '--out', at(`${EVIL}.tsv`)]],
  ['next, a path', ['next', '--model', model, '--data', `none${EVIL}.txt`, '--out', at('next.tsv')]],
  ['train, a column', ['train', '--data', column, '--out', at('none')]],
  ['train, the one label', ['train', '--data', single, '--out', at('none')]],
  ['train, a weight', ['train', '--data', weights, '--out', at('none')]],
  ['train, a path', ['train', '--data', `${at('none')}${EVIL}.tsv`, '--out', at('none')]],
  ['train, an extension', ['train', '--data', `none.${EVIL}`, '--out', at('none')]],
  ['train, an option', ['train', `--${EVIL.replace('\n', '')}`]],
  ['train, a folder', ['train', '--data', labels, '--out', at(EVIL), ...small]],
  ['evaluate, a stray label', ['evaluate', '--model', model, '--data', labels]],
  [
    'evaluate, the labels of a model',
    ['evaluate', '--model', evil, '--data', write('a.csv', 'label,text\na,good\n')],
  ],
  ['evaluate, a group', ['evaluate', '--model', model, '--data', groups, '--group-column', 'source']],
  [
    'evaluate, groups that are asked for',
    ['evaluate', '--model', model, '--data', groups, '--group-column', 'source', '--without', `${EVIL}?`],
  ],
  [
    'calibrate, a stray label',
    ['calibrate', '--model', model, '--data', labels, '--out', at('c.safetensors')],
  ],
  ['inspect', ['inspect', '--model', evil]],
];

describe('nothing in the output steers the terminal', () => {
  it.each(COMMANDS)('%s', async (_, args) => {
    const { stdout, stderr } = await runCli(args);
    const printed = stdout + stderr;
    expect(printed).toContain('�');
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(printed).not.toMatch(/^error: forged/m);
  });

  it.each([
    ['predict', ['predict', '--model', evil]],
    ['inspect', ['inspect', '--json', '--model', evil]],
    ['evaluate', ['evaluate', '--json', '--model', evil, '--data', write('b.csv', 'label,text\na,good\n')]],
  ])('the JSON of %s is escaped, and says the same', async (_, args) => {
    const { code, stdout } = await runCli(args, 'good\n');
    expect(stdout.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(EVIL).slice(1, -1));
    expect(code).toBe(0);
  });
});
