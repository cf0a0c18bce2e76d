import { describe, expect, it } from 'vitest';
import type { Example } from '../../../trainer/read/examples.ts';
import { loadExamples } from '../../../trainer/read/load.ts';
import { devExamples, groupKey, splitTexts } from '../../../trainer/read/split.ts';
import { collectExamples } from '../encode/pack.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();

/** Sixty sentences as a treebank has them: the sentence, its halves, and a phrase that all of them share. */
const LABELS = ['negative', 'positive'];
const SENTENCES = Array.from({ length: 60 }, (_, i) => {
  const [first, second] = [`plot ${i} drags`, `the cast ${i} shines`];
  return { sentence: i, label: LABELS[i % 2], phrases: [`${first} but ${second}`, first, second, 'a film'] };
});
const LINES = SENTENCES.flatMap(({ sentence, label, phrases }) =>
  phrases.map((text) => `${label}\t${text}\t${sentence}\n`),
);
const path = write('phrases.tsv', `label\ttext\tsplit_group\n${LINES.join('')}`);
const options = { share: 0.2, seed: 1 };

function split(examples: readonly Example[]) {
  const { texts, numbers } = collectExamples(examples, LABELS, 1);
  const { train, dev, purged } = splitTexts({ ...texts, keys: [...numbers.groups.strings()] }, options);
  const pick = (indices: Int32Array) => Array.from(indices, (index) => examples[index]);
  return { train: pick(train), dev: pick(dev), purged };
}

/** The sentences that a part has phrases of, but for the phrase that all share. */
const sentencesOf = (examples: readonly Example[]) =>
  new Set(examples.filter(({ text }) => text !== 'a film').map(({ text }) => text.match(/\d+/)?.[0]));

describe('split groups', () => {
  it('end the leak: without them most held-out phrases have a sentence that is trained on', async () => {
    const leaks = async (splitGroupColumn: false | undefined) => {
      const { train, dev } = split((await loadExamples(path, { splitGroupColumn })).examples);
      return sentencesOf(dev).intersection(sentencesOf(train)).size / sentencesOf(dev).size;
    };
    expect(await leaks(false)).toBeGreaterThan(0.5);
    expect(await leaks(undefined)).toBe(0);
  });

  it('purge from training the texts that are held out in another group', async () => {
    const { examples } = await loadExamples(path);
    const { train, dev, purged } = split(examples);
    expect(new Set(dev.map(({ splitGroup }) => splitGroup)).size).toBe(12);
    expect(dev.filter(({ text }) => text === 'a film')).toHaveLength(12);
    expect(train.filter(({ text }) => text === 'a film')).toEqual([]);
    expect(purged).toBe(48);
    expect(train.length + dev.length + purged).toBe(examples.length);
  });

  it('leave a row with an empty cell to its text alone', async () => {
    const rows = [...LINES, ...SENTENCES.map(({ label, sentence }) => `${label}\talone ${sentence}\t\n`)];
    const { examples } = await loadExamples(write('some.tsv', `label\ttext\tsplit_group\n${rows.join('')}`));
    const { dev } = split(examples);
    const alone = dev.filter(({ splitGroup }) => splitGroup === undefined);
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.length).toBeLessThan(SENTENCES.length);
  });

  it('are no texts: a group with the name of a text is not that text', async () => {
    const named = SENTENCES.map(({ phrases: [text], label }, line) => ({ text: `${text}!`, label, line }));
    const crossed = named.map((each, i) => ({ ...each, splitGroup: groupKey(named[(i + 1) % 60].text) }));
    const dev = new Set(
      split([...named, ...crossed]).dev.map(({ line, splitGroup }) => `${line} ${!splitGroup}`),
    );
    const parted = named.filter((_, i) => dev.has(`${i} false`) !== dev.has(`${(i + 1) % 60} true`));
    expect(parted.length).toBeGreaterThan(0);
  });
});

describe('devExamples()', () => {
  it('keeps the rows with split groups that training keeps for dev', async () => {
    const { examples } = await loadExamples(path);
    expect(devExamples(examples, LABELS, options)).toEqual(split(examples).dev);
    const { examples: plain } = await loadExamples(path, { splitGroupColumn: false });
    expect(devExamples(plain, LABELS, options)).toEqual(split(plain).dev);
    expect(devExamples(plain, LABELS, options)).not.toMatchObject(split(examples).dev);
  });
});
