import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { buildConfigs } from '../../../trainer/experiment/configs.ts';
import { type PrepareOptions, prepareTraining } from '../../../trainer/prepare/prepare.ts';
import { digest } from '../../../trainer/read/heldout.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

/** 100 rows with 50 different texts a label; every text has the tokens "text" and its label. */
const LINES = Array.from(
  { length: 100 },
  (_, index) => `${index % 2}\ttext ${index % 2 ? 'good' : 'bad'} n${index}`,
);
const data = write('data.tsv', `label\ttext\n${LINES.join('\n')}\n`);

async function prepare(options: Partial<PrepareOptions> = {}) {
  const messages: string[] = [];
  const configs = buildConfigs('default', { network: {}, train: {} });
  const prepared = await prepareTraining({
    ...configs,
    data,
    report: (line) => messages.push(line),
    ...options,
  });
  return { ...prepared, messages };
}

describe('prepareTraining()', () => {
  it('reads, splits, chooses the vocabulary and packs', async () => {
    const { network, train, dev, vocabulary, summary, messages } = await prepare();
    expect(network.labels).toEqual(['0', '1']);
    expect([train.size, dev.size]).toEqual([90, 10]);
    expect(network.vocabulary).toBe(new Vocabulary(vocabulary).size);
    expect(summary).toMatchObject({
      labels: { 0: 45, 1: 45 },
      train: 90,
      dev: 10,
      bad: 0,
      excluded: 0,
      empty: 0,
      shared: 0,
    });
    expect(messages.slice(0, 2)).toEqual([
      'note: the labels 0, 1 may mean negative and positive; to name them so: --map-labels 0=negative,1=positive; the other way round, as for complaints: --map-labels 0=positive,1=negative',
      'training on 90 texts: 0 45, 1 45',
    ]);
    expect(summary).not.toHaveProperty('mapped');
  });

  it('keeps long texts whole where training reads stretches of them, and cuts what it measures on', async () => {
    const long = (label: string, i: number) => `${label}\t${`word${i} `.repeat(300)}`;
    const lines = Array.from({ length: 20 }, (_, i) => long(String(i % 2), i));
    const file = write('long.tsv', `label\ttext\n${lines.join('\n')}\n`);
    const read = async (cropTokens: number) => {
      const configs = buildConfigs('default', { network: {}, train: { cropTokens, minCount: 1 } });
      const { train, dev } = await prepare({ ...configs, data: file });
      return [train, dev].map(({ tokenOffsets }) => tokenOffsets[1]);
    };
    expect(await read(0)).toEqual([256, 256]);
    expect(await read(50)).toEqual([300, 256]);
  });

  it('refuses at once a model that no file may hold', async () => {
    const configs = buildConfigs('default', {
      network: { ngramBuckets: 1_000_000, embedding: 64 },
      train: {},
    });
    await expect(prepare(configs)).rejects.toThrow(
      /^the model would have 256\d{6} bytes, allowed 134217728: give a smaller --max-vocabulary, /,
    );
  });

  it('leaves out held-out texts', async () => {
    const digests = write('held.hashes', `${digest('Text GOOD n1!')}\n`);
    const { summary, messages } = await prepare({ excludeDigests: digests });
    expect(summary).toMatchObject({ excluded: 1 });
    expect(summary.train + summary.dev).toBe(99);
    expect(messages).toContain('1 rows left out: their texts are held out');
  });

  it('measures on the dev file, and says which of its texts are trained on', async () => {
    const dev = write('dev.jsonl', '{"text":"Text good N1","label":1}\n{"text":"a bad one","label":0}\n');
    const { summary, messages } = await prepare({ dev });
    expect(summary).toMatchObject({ train: 100, dev: 2, shared: 1 });
    expect(messages.at(-1)).toBe('note: 1 held-back texts are trained on too, so that the figures flatter');
  });

  it('counts texts by their weights in training alone', async () => {
    const rows = LINES.map((line, index) => `${line}\t${index % 2 ? 1 : 3}`);
    const weighted = write('weighted.tsv', `label\ttext\tweight\n${rows.join('\n')}\n`);
    const { train, dev } = await prepare({ data: weighted });
    expect(train.weights).toEqual(Float32Array.from(train.labels, (label) => (label === 1 ? 1 : 3)));
    expect(dev.weights).toBeUndefined();
    const plain = await prepare({ data: weighted, weightColumn: false });
    expect(plain.train.weights).toBeUndefined();
  });

  it('keeps split groups together, and counts the texts that it leaves out for it', async () => {
    const rows = LINES.flatMap((line, i) => [
      `${line}\t${i >> 1}`,
      `${i % 2}\ta good or bad text\t${i >> 1}`,
    ]);
    const grouped = write('grouped.tsv', `label\ttext\tsplit_group\n${rows.join('\n')}\n`);
    const { train, dev, summary, messages } = await prepare({ data: grouped });
    const halves = (lines: Int32Array) => new Set(Array.from(lines, (line) => (line - 2) >> 2));
    expect(dev.size).toBeGreaterThan(10);
    expect(halves(train.lines).intersection(halves(dev.lines)).size).toBe(0);
    expect(summary.purged).toBe(100 - dev.size / 2);
    expect(summary.train + summary.dev + summary.purged!).toBe(200);
    const purged = `${summary.purged} texts left out of training: held back in another split group`;
    expect(messages).toContain(purged);
    const plain = await prepare({ data: grouped, splitGroupColumn: false });
    expect(plain.summary).not.toHaveProperty('purged');
    expect(plain.messages.join()).not.toContain('left out of training');
  });

  it('says when split groups leave no text for a part', async () => {
    const file = (name: string, rows: readonly string[]) =>
      write(name, `label\ttext\tsplit_group\n${rows.join('\n')}\n`);
    const one = file('one-group.tsv', ['0\tbad\ta', '0\tbad one\ta', '1\tgood\tb']);
    await expect(prepare({ data: one })).rejects.toThrow('each label has only one split group; give more');
    const same = file('same-texts.tsv', ['0\tbad\ta', '1\tgood\tb', '0\tbad\tc', '1\tgood\td']);
    await expect(prepare({ data: same })).rejects.toThrow('no text is left to train on');
    const dev = file('dev-alone.tsv', ['0\tbad\t7', '1\tgood\t7']);
    const { summary } = await prepare({ data: one, dev });
    expect(summary).toMatchObject({ train: 3, dev: 2, shared: 2 });
  });

  it('tells how far it has read, and ends when it is told to', async () => {
    const read: [number, number][] = [];
    await prepare({ onRead: (...progress) => read.push(progress) });
    expect(read.at(-1)).toEqual([statSync(data).size, statSync(data).size]);
    await expect(prepare({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('refuses a file whose labels are texts', async () => {
    const rows = Array.from({ length: 99 }, (_, index) => `text ${index}\tlabel`);
    const path = write('texts.tsv', `label\ttext\n${rows.join('\n')}\n`);
    await expect(prepare({ data: path })).rejects.toThrow(
      'has 99 different labels in 99 rows, such as "text 0" and "text 1"',
    );
  });

  it('gives the same for the same rows and seed', async () => {
    const [first, second] = [await prepare(), await prepare()];
    expect(second).toEqual(first);
  });
});
