import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';
import { labelledTexts, modelDigest, trainArgs } from './training.ts';

const write = temporaryFolder();
const model = write('tiny.safetensors', tinyModel());
const at = (name: string) => join(model, '..', name);
/** As `labelledTexts`, by other labels: the rows of each have these names in turn. */
const file = (name: string, negative: string[], positive: string[]) =>
  write(
    name,
    labelledTexts(200)
      .split('\n')
      .map((line, i) =>
        line
          .replace(/^negative\t/, `${negative[i % negative.length]}\t`)
          .replace(/^positive\t/, `${positive[i % positive.length]}\t`),
      )
      .join('\n'),
  );
const named = file('named.tsv', ['negative'], ['positive']);
const stars = file('stars.tsv', ['1', '2'], ['4', '5.0', '5']);
const MAP = ['--map-labels', '1,2=negative', '--map-labels', '4,5=positive'];
const labelsOf = (out: string) => JSON.parse(readFileSync(join(at(out), 'model.json'), 'utf8')).labels;

describe('train --map-labels', () => {
  it('learns what a file with these names teaches, to the same bits', async () => {
    expect((await runCli(trainArgs(named, at('named'), 1))).code).toBe(0);
    const { code, stdout, stderr } = await runCli(trainArgs(stars, at('mapped'), 1, ...MAP));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^training on \d+ texts: (?:positive|negative) \d+, (?:positive|negative) \d+$/m);
    const logs = ['named', 'mapped'].map((out) =>
      JSON.parse(readFileSync(join(at(out), 'log.jsonl'), 'utf8')),
    );
    expect(logs[1].loss).toBe(logs[0].loss);
    const again = await runCli(trainArgs(stars, at('again'), 1, ...MAP, '--workers', '1'));
    expect(again.code).toBe(0);
    expect(modelDigest(at('again'))).toBe(modelDigest(at('mapped')));
  });

  it('is a choice of the run: --resume with another map is another run', async () => {
    const swapped = ['--map-labels', '1,2=positive,4,5=negative'];
    const { code, stderr } = await runCli(trainArgs(stars, at('mapped'), 1, ...swapped, '--resume'));
    expect(stderr).toContain('is of a run that is finished, and not of this one: the data is not the same');
    expect(code).toBe(1);
  });

  it('keeps 0 and 1, and offers names for them', async () => {
    const flag = file('flag.tsv', ['0'], ['1']);
    const { code, stdout } = await runCli(trainArgs(flag, at('flag'), 1));
    expect(code).toBe(0);
    expect(stdout).toContain(
      'note: the labels 0, 1 may mean negative and positive; to name them so: --map-labels 0=negative,1=positive; the other way round, as for complaints: --map-labels 0=positive,1=negative\n',
    );
    expect(labelsOf('flag')).toEqual(['0', '1']);
  });

  it.each([
    [['--map-labels', '9=bad'], 2, `error: --map-labels names "9", ${stars} has 1, 2, 4, 5, 5.0\n`],
    [
      ['--map-labels', '1,2'],
      2,
      'error: --map-labels does not say what 1, 2 become: add =NAME, or = alone to leave their rows out\n',
    ],
    [['--map-labels', '1,2,4,5='], 1, `error: --map-labels leaves none of the 200 rows of ${stars}\n`],
    [
      ['--map-labels', '1,2,4,5=same'],
      1,
      `error: ${stars} has only the label "same", allowed 2 to 1000 different ones\n`,
    ],
  ])('refuses %j', async (flags, expected, message) => {
    const { code, stderr } = await runCli(trainArgs(stars, at('refused'), 1, ...flags));
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
    expect(existsSync(join(at('refused'), 'model.safetensors'))).toBe(false);
  });
});

describe('evaluate and calibrate', () => {
  const studio = write(
    'studio.csv',
    'text,label\ngood,Positive\nbad,Negative\ngood bad,Neutral\ngood,Positive\n',
  );
  const signs = write('signs.csv', 'text,label\ngood,1\nbad,-1\ngood bad,0\nbad,skip\n');

  it("take a file's labels for the model's, however they are spelled", async () => {
    const note =
      'note: labels "Positive" (line 2), "Negative" (line 3) and "Neutral" (line 4) are taken for the model\'s ' +
      '"positive", "negative" and "neutral"\n';
    const evaluated = await runCli(['evaluate', '--model', model, '--data', studio, '--json']);
    expect(evaluated.stderr).toBe(note);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ examples: 4, accuracy: 0.75 });
    const out = at('calibrated.safetensors');
    const calibrated = await runCli(['calibrate', '--model', model, '--data', studio, '--out', out]);
    expect(calibrated.stderr).toBe(note);
    expect(calibrated.code).toBe(0);
  });

  it('name the map that a known scale needs, and take it', async () => {
    const scale = write('scale.csv', 'text,label\ngood,1\nbad,-1\n');
    const refused = await runCli(['evaluate', '--model', model, '--data', scale]);
    expect(refused.stderr).toContain('look like negative to positive: --map-labels -1=negative,1=positive\n');
    const flags = ['--map-labels', '-1=negative,0=neutral,1=positive,skip='];
    const { code, stdout, stderr } = await runCli([
      'evaluate',
      '--model',
      model,
      '--data',
      signs,
      '--json',
      ...flags,
    ]);
    expect(stderr).toBe(`1 row of ${signs} left out: --map-labels gives their labels no name\n`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 3 });
  });
});
