import { describe, expect, it } from 'vitest';
import { buildConfigs, fineTuneConfigs } from '../../../trainer/experiment/configs.ts';
import { loadBase } from '../../../trainer/prepare/base.ts';
import { type PrepareOptions, prepareTraining } from '../../../trainer/prepare/prepare.ts';
import { parseLabelMap } from '../../../trainer/read/mapping.ts';
import { tinyModel } from '../../contract/model.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const model = write('tiny.safetensors', tinyModel());
const STARS = '1,2=negative,3=neutral,4,5=positive';

/** A file of so many rows, whose labels come in turn. */
const fileOf = (name: string, labels: readonly string[], rows = 40) =>
  write(
    name,
    `label\ttext\n${Array.from({ length: rows }, (_, i) => `${labels[i % labels.length]}\tgood bad n${i}\n`).join('')}`,
  );

async function prepare(options: Partial<PrepareOptions> & { data: string }) {
  const messages: string[] = [];
  const report = (line: string) => messages.push(line);
  const configs = buildConfigs('default', { network: {}, train: { minCount: 1 } });
  const { network, summary, train, dev } = await prepareTraining({ ...configs, report, ...options });
  return {
    labels: network.labels,
    summary,
    train,
    dev,
    notes: messages.filter((line) => line.startsWith('note: ') && !line.includes('trained on too')),
  };
}

async function tune(data: string, options: Partial<PrepareOptions> = {}) {
  const base = await loadBase(model);
  return prepare({
    data,
    base,
    ...fineTuneConfigs(base, 'fine-tune', { network: {}, train: {} }),
    ...options,
  });
}

describe('prepareTraining()', () => {
  it('learns spellings of a label as one', async () => {
    const data = fileOf('cases.tsv', [
      'Positive',
      'positive',
      'positive',
      'Negative',
      'negative\u200b',
      'Negative',
    ]);
    const { labels, notes, summary } = await prepare({
      data,
      dev: fileOf('dev.tsv', ['POSITIVE', 'Negative'], 4),
    });
    expect(labels).toEqual(['Negative', 'positive']);
    expect(notes).toEqual([
      'note: labels "Positive" (line 2) and "positive" (line 3) are taken for one, "positive"',
      'note: labels "Negative" (line 5) and "negative\\u200b" (line 6) are taken for one, "Negative"',
      'note: the label "POSITIVE" (line 2) is taken for the model\'s "positive"',
    ]);
    expect(summary.labels).toEqual({ positive: 21, Negative: 19 });
  });

  it.each([
    [
      ['0', '1'],
      'may mean negative and positive; to name them so: --map-labels 0=negative,1=positive; the other way round, as for complaints: --map-labels 0=positive,1=negative',
    ],
    [['1', '2', '3', '4', '5'], `look like stars; to train three classes: --map-labels ${STARS}`],
    [['1', '2', '4', '5'], 'look like stars; to train two classes: --map-labels 1,2=negative,4,5=positive'],
  ])('keeps the labels %j, and offers names', async (names, offer) => {
    const { labels, notes } = await prepare({ data: fileOf('scale.tsv', names) });
    expect(labels).toEqual(names);
    expect(notes).toEqual([`note: the labels ${names.join(', ')} ${offer}`]);
  });

  it('points a label out that stands for none', async () => {
    const { labels, notes } = await prepare({
      data: fileOf('nan.tsv', ['good', 'bad', 'nan', 'good', 'NaN']),
    });
    expect(labels).toEqual(['bad', 'good', 'NaN'].sort());
    expect(notes.at(-1)).toBe(
      'note: 16 rows have the label "NaN" (line 4), as tools write a missing value; --map-labels nan= leaves them out',
    );
  });

  it('maps labels, of dev too, and its summary says so', async () => {
    const data = fileOf('stars.tsv', ['1', '2', '3', '4', '5']);
    const dev = fileOf('few.tsv', ['5', '1'], 4);
    const {
      labels,
      notes,
      summary,
      dev: held,
    } = await prepare({ data, dev, mapLabels: parseLabelMap(STARS) });
    expect(labels).toEqual(['negative', 'neutral', 'positive']);
    expect(notes).toEqual([]);
    expect(summary.labels).toEqual({ negative: 16, positive: 16, neutral: 8 });
    expect([...held.labels]).toEqual([2, 0, 2, 0]);
    expect(summary.mapped).toBe(
      '{"1":"negative","2":"negative","3":"neutral","4":"positive","5":"positive"}',
    );
  });

  it('gives for mapped labels what it gives for a file that has the names', async () => {
    const named = await prepare({ data: fileOf('names.tsv', ['bad', 'bad', 'good']) });
    const mapped = await prepare({
      data: fileOf('numbers.tsv', ['1', '2', '5']),
      mapLabels: parseLabelMap('1,2=bad,5=good'),
    });
    expect({ ...mapped.train, lines: [] }).toEqual({ ...named.train, lines: [] });
    expect(mapped.dev).toEqual(named.dev);
  });
});

describe('prepareTraining() with a base', () => {
  it("takes a file's labels for the model's, however they are spelled", async () => {
    const { labels, notes } = await tune(fileOf('studio.tsv', ['Positive', 'Negative', 'Neutral']));
    expect(labels).toEqual(['negative', 'neutral', 'positive']);
    expect(notes).toEqual([
      'note: labels "Positive" (line 2), "Negative" (line 3) and "Neutral" (line 4) are taken for the model\'s "positive", "negative" and "neutral"',
    ]);
  });

  it('names the mapping that keeps what the model knows of its labels', async () => {
    const { labels, notes } = await tune(fileOf('base-stars.tsv', ['1', '2', '3', '4', '5']));
    expect(labels).toEqual(['1', '2', '3', '4', '5']);
    expect(notes).toEqual([
      `note: the labels 1, 2, 3, 4, 5 look like stars, and the model knows negative, neutral, positive; to keep what it knows of them: --map-labels ${STARS}`,
    ]);
  });

  it('gives labels to teachers under the names that those have', async () => {
    const { labels, summary } = await prepare({
      data: fileOf('taught.tsv', ['POSITIVE', 'Negative', 'neutral']),
      teachers: [model],
    });
    expect(labels).toEqual(['negative', 'neutral', 'positive']);
    expect(summary.teachers).toHaveLength(1);
  });
});
