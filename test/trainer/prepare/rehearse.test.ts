import { describe, expect, it } from 'vitest';
import { buildConfigs } from '../../../trainer/experiment/configs.ts';
import { loadBase } from '../../../trainer/prepare/base.ts';
import { type PrepareOptions, prepareTraining } from '../../../trainer/prepare/prepare.ts';
import { tinyModel } from '../../contract/model.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const base = await loadBase(write('tiny.safetensors', tinyModel()));
const rows = (count: number, label: (i: number) => string, word: string) =>
  Array.from({ length: count }, (_, i) => `${label(i)}\t${word} good film ${word}${i}\n`).join('');
const sides = (i: number) => (i % 2 ? 'positive' : 'negative');
const data = write('data.tsv', `label\ttext\n${rows(40, sides, 'own')}`);
const rest = write('rest.tsv', `label\ttext\n${rows(30, (i) => ['neutral', 'negative'][i % 2], 'rest')}`);

function prepare(options: Partial<PrepareOptions>) {
  const { config } = buildConfigs('default', { network: {}, train: { minCount: 1 } });
  const configs = { config, network: base.model.config };
  return prepareTraining({ ...configs, data, report: () => {}, ...options });
}

describe('prepareTraining() with rows to rehearse', () => {
  it('trains on them beside the data, which counts four times, and measures on the data alone', async () => {
    const alone = await prepare({ base });
    const { network, train, dev, summary, classes } = await prepare({ base, rehearse: rest });
    expect(network.labels).toEqual(['negative', 'neutral', 'positive']);
    expect(train.size).toBe(alone.train.size + 30);
    expect([...(train.weights ?? [])]).toEqual([
      ...new Array(alone.train.size).fill(4),
      ...new Array(30).fill(1),
    ]);
    expect(dev.size).toBe(alone.dev.size);
    // Shares are those of the data.
    expect(classes.shares).toEqual([0.5, 0, 0.5]);
    expect(summary).toMatchObject({ rehearsed: 30, train: train.size });
    expect(train.labels[train.size - 1]).toBe(0);
    expect(train.labels[train.size - 2]).toBe(1);
  });

  it('leaves out those that dev has', async () => {
    const { train, dev } = await prepare({ base, rehearse: data });
    const alone = await prepare({ base });
    expect(train.size).toBe(2 * alone.train.size);
    expect(dev.size).toBe(alone.dev.size);
  });

  it('refuses a label that is neither of the data nor of the model', async () => {
    const odd = write('odd.tsv', 'label\ttext\nnegative\tbad\nanger\tgrr\n');
    await expect(prepare({ base, rehearse: odd })).rejects.toThrow(
      `line 3 of ${odd} has the label "anger", which cannot be rehearsed beside the data: allowed negative, neutral, positive`,
    );
    const moods = write('moods.tsv', `label\ttext\n${rows(40, (i) => ['joy', 'anger'][i % 2], 'mood')}`);
    await expect(prepare({ base, data: moods, rehearse: rest })).rejects.toThrow('allowed anger, joy');
  });
});

describe('prepareTraining() that rehearses by the model itself', () => {
  it('learns what the model says of the data', async () => {
    const three = write(
      'three.tsv',
      `label\ttext\n${rows(60, (i) => base.model.config.labels[i % 3], 'own')}`,
    );
    const { train, summary } = await prepare({ base, data: three, rehearse: true });
    expect(train.teacher).toHaveLength(3 * train.size);
    expect(summary.teachers).toEqual([base.model.version]);
  });

  it('refuses labels that the model does not have, and those that it has more of', async () => {
    await expect(prepare({ base, rehearse: true })).rejects.toThrow(
      'its labels are negative, neutral, positive, those of the data negative, positive: name labelled rows to rehearse',
    );
  });
});

describe('prepareTraining() that goes on from a model whose texts are known', () => {
  it.each([
    [
      1,
      'note: 4 of 4 held-back rows were in the training of the model that this goes on from: the figure flatters',
    ],
    [0, undefined],
  ])('counts those that it is measured on: %s', async (share, note) => {
    const lines: string[] = [];
    const known = { model: base.model.version, texts: 40, has: () => share === 1 };
    const { summary } = await prepare({ base: { ...base, known }, report: (line) => lines.push(line) });
    expect(summary.seen).toBe(share === 1 ? 4 : undefined);
    expect(lines.find((line) => line.includes('held-back'))).toBe(note);
  });
});
