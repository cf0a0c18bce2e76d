import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/file/modelfile.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const rows = labelledTexts(400).split('\n').slice(1, -1);
const rare = rows.filter((row) => row.startsWith('negative')).slice(0, 10);
const frequent = rows.filter((row) => row.startsWith('positive'));
const data = write('rare.tsv', `label\ttext\n${[...rare, ...frequent].join('\n')}\n`);
const out = (name: string) => join(dirname(data), name);
const train = (name: string, ...more: string[]) => runCli(trainArgs(data, out(name), 1, ...more));
const calibrationOf = (name: string) =>
  readModel(readFileSync(join(out(name), 'model.safetensors'))).calibration;

describe('train on a rare label', () => {
  it('says so, and writes what errors on it cost beside the shares of the file', async () => {
    const { code, stdout } = await train('auto');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^note: few texts are negative \(4\.\d %, cost 5\.\d+\): errors on such a label cost more/m,
    );
    const { costs = [], prior } = calibrationOf('auto');
    expect(costs[0] * prior[0]).toBeCloseTo(0.25, 2);
    expect(costs[1]).toBe(1);
    const card = JSON.parse(readFileSync(join(out('auto'), 'model.json'), 'utf8'));
    expect(card.training.data.costs).toEqual({ negative: costs[0], positive: 1 });
  });

  it('takes the costs that are given, none with a cost of 1, and weighs labels where that is asked for', async () => {
    const { stdout } = await train('even', '--cost', 'negative=1', '--class-weights', 'balanced');
    expect(stdout).toContain('a model answers such a label seldom; --cost makes it more frequent\n');
    expect(calibrationOf('even').costs).toBeUndefined();
    // The shares stay those of the file.
    expect(calibrationOf('even').prior).toEqual(calibrationOf('auto').prior);
    const { training } = readModel(readFileSync(join(out('even'), 'model.safetensors')));
    expect(training.data).toMatchObject({ classWeights: { negative: expect.closeTo(11, 0) } });
  });

  it.each([
    ['bad=2', '--cost names "bad", the labels are negative, positive', 2],
    ['negative', 'cost is "negative", allowed LABEL=NUMBER', 2],
  ])('refuses --cost %s', async (cost, message, expected) => {
    const { code, stderr } = await train('refused', '--cost', cost);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });
});
