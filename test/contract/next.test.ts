import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, withFlags } from './cli.ts';
import { tinyModel } from './model.ts';

const write = temporaryFolder();
const model = write('model.safetensors', tinyModel());
const at = (name: string) => join(dirname(model), name);
const SURE = Array.from({ length: 10 }, (_, i) => `good ${i}`);
const data = write('texts.txt', [...SURE, 'good bad', '=1+1 bad good', 'Good 3!', ''].join('\n'));
const next = ['next', '--model', model, '--data', data];
const rowsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'));

describe('next', () => {
  it('writes in turns what the model hesitates at and what is drawn, the same bytes each time', async () => {
    const { code, stdout, stderr } = await runCli([...next, '--count', '4', '--out', at('next.tsv')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('chosen from 12 texts, without 1 row repeated\n');
    const [head, ...rows] = rowsOf(at('next.tsv'));
    expect(head).toEqual(['text', 'label', 'reason', 'p']);
    expect(rows.map(([, label, reason]) => [label, reason])).toEqual([
      ['', 'uncertain'],
      ['', 'random'],
      ['', 'uncertain'],
      ['', 'random'],
    ]);
    const texts = rows.map(([text]) => text);
    expect(new Set(texts).size).toBe(4);
    expect(texts).toEqual(expect.arrayContaining(['good bad', "'=1+1 bad good"]));
    await runCli([...next, '--count', '4', '--out', at('again.tsv')]);
    expect(readFileSync(at('again.tsv'))).toEqual(readFileSync(at('next.tsv')));
  });

  it('leaves out what was labelled, until nothing is left', async () => {
    await runCli([...next, '--count', '8', '--out', at('first.tsv')]);
    const rest = await runCli([...next, '--labelled', at('first.tsv'), '--out', at('rest.tsv')]);
    expect(rest.stdout).toContain('chosen from 4 texts, without 9 rows labelled already');
    const texts = ['first.tsv', 'rest.tsv'].flatMap((file) => rowsOf(at(file)).slice(1));
    expect(new Set(texts.map(([text]) => text)).size).toBe(12);
    const none = await runCli([...next, '--labelled', at('first.tsv'), at('rest.tsv'), '--out', at('x.tsv')]);
    expect(none.stderr).toMatch(/has no text to label, only 13 texts labelled already: give others/);
    expect(none.code).toBe(1);
  });

  it.each([
    [['--out', 'x.csv'], 2, '--out is x.csv, allowed a name that ends in .tsv'],
    [['--count', '1'], 2, 'count is 1, allowed'],
    [['--model', data, '--out', at('y.tsv')], 1, 'is not a model of edge-sentiment'],
    [['--labelled', at('y.tsv'), '--out', at('y.tsv')], 1, 'which is read'],
  ])('refuses %j', async (flags, exit, sentence) => {
    const { code, stderr } = await runCli(withFlags(next, flags));
    expect(stderr).toContain(sentence);
    expect(code).toBe(exit);
  });
});
