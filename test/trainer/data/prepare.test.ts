import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/model/vocabulary.ts';
import { buildConfigs } from '../../../trainer/commands/train.ts';
import { digest } from '../../../trainer/data/digest.ts';
import { type PrepareOptions, prepareTraining } from '../../../trainer/data/prepare.ts';
import { temporaryFolder } from './files.ts';

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
    expect(network.labels).toEqual(['negative', 'positive']);
    expect([train.size, dev.size]).toEqual([90, 10]);
    expect(network.vocabulary).toBe(new Vocabulary(vocabulary).size);
    expect(summary).toMatchObject({
      labels: { negative: 45, positive: 45 },
      train: 90,
      dev: 10,
      bad: 0,
      excluded: 0,
      empty: 0,
      shared: 0,
    });
    expect(messages[0]).toBe('training on 90 texts: negative 45, positive 45');
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
    expect(messages.at(-1)).toBe('note: 1 dev texts are trained on too, so the dev figures flatter');
  });

  it('gives the same for the same rows and seed', async () => {
    const [first, second] = [await prepare(), await prepare()];
    expect(second).toEqual(first);
  });
});
