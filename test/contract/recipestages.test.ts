import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { peopleTokens } from '../../trainer/corpora/people.ts';
import { RECIPES, type Recipe } from '../../trainer/recipes/recipes.ts';
import { runRecipe } from '../../trainer/recipes/run.ts';
import { classifierOf, sha256 } from '../../trainer/scoring/load.ts';

const EMBEDDING = 8;
const NETWORK = { embedding: EMBEDDING, width: 8, blocks: 1, kernel: 3, ngramBuckets: 50 };
const TRAIN = { minCount: 1, maxVocabulary: 1000, maxPairs: 100, epochs: 1, devShare: 0.2 };
const NGRAMS = 2000;

/** The stages of `default`, with networks that train in a second. */
const SMALL: Recipe = {
  ...RECIPES.default,
  network: NETWORK,
  train: TRAIN,
  teachers: [{ network: NETWORK, train: TRAIN, weights: 'f32' }],
  tuning: { ...TRAIN, maxVocabulary: 1, maxPairs: 0, learningRate: 3e-4 },
  ngrams: NGRAMS,
};

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const vectors = join(folder, 'vectors.json');
writeFileSync(
  vectors,
  JSON.stringify({ dimensions: EMBEDDING, vectors: { good: new Array(EMBEDDING).fill(1) } }),
);

/** @returns what it told, by line. */
async function run(): Promise<string[]> {
  const told: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void told.push(text));
  const flags = { sources: ['templates'], share: 0.02, vectors, cache: folder, workers: 2 };
  await runRecipe(SMALL, { ...flags, out: join(folder, 'out') }).finally(() => log.mockRestore());
  return told.join('\n').split('\n');
}

const at = (path: string) => join(folder, 'out', path);
const read = (path: string): Model => readModel(readFileSync(at(path)), { verify: sha256 });
const card = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const scoresOf = (path: string, text: string) => classifierOf(readFileSync(at(path))).classify(text).scores;

beforeAll(async () => {
  const told = await run();
  expect(told.filter((line) => / n-grams beside the network: /.test(line))).toHaveLength(1);
}, 300_000);

describe('a recipe that fits n-grams', () => {
  it('fits the table in the last stage alone, and ends with it', () => {
    const [untuned, tuned, model] = ['untuned', 'tuned', '.'].map((stage) =>
      read(`${stage}/model.safetensors`),
    );
    expect(model.config.ngrams).toBe(NGRAMS);
    expect(model.ngrams?.weight).toEqual(tuned.ngrams?.weight);
    expect(untuned.ngrams).toBeUndefined();
    expect(read('teachers/1/model.safetensors').ngrams).toBeUndefined();
    expect(card('model.json').network.ngrams).toBe(NGRAMS);
  });

  it('has no n-gram of a word for people', () => {
    const sentences = ['The Danish teacher is bad', 'The Kenyan teacher is bad'];
    const [before, after] = ['tuned', 'equalised'].map((stage) => `${stage}/model.safetensors`);
    const scores = (path: string) => sentences.map((text) => scoresOf(path, text));
    const [one, other] = scores(before);
    expect(one).not.toEqual(other);
    for (const path of [after, 'model.safetensors']) {
      const [one, other] = scores(path);
      expect(one).toEqual(other);
      const tokens = new Set(Object.values(peopleTokens(['en', 'zh'])).flat());
      expect(read(path).ngrams?.silent).toHaveLength(tokens.size);
    }
  });

  it('says in every card which sources the texts came from', () => {
    const terms = { name: 'templates', licence: 'MIT', commercialUse: 'yes' };
    const texts = readFileSync(at('mix.tsv'), 'utf8').trimEnd().split('\n').length - 1;
    const share = { texts, weight: 1 };
    for (const path of ['teachers/1/model.json', 'untuned/model.json'])
      expect(card(path).sources).toEqual([{ ...terms, train: share }]);
    for (const path of ['tuned/model.json', 'equalised/model.json', 'model.json'])
      expect(card(path).sources).toEqual([{ ...terms, train: share, tune: share }]);
  });

  it('skips all stages in a second run, which gives cards that lack the sources theirs', async () => {
    const [model, whole] = [readFileSync(at('model.safetensors')), readFileSync(at('model.json'), 'utf8')];
    const { sources: _, ...old } = JSON.parse(whole);
    writeFileSync(at('model.json'), JSON.stringify(old));
    const told = await run();
    const stages = ['mix', 'teacher 1', 'train', 'mix for tuning', 'tune', 'equalise', 'calibrate'];
    expect(told.slice(1).map((line) => line.replace(/: .* is there already, .*/, ''))).toEqual(stages);
    expect(readFileSync(at('model.safetensors')).equals(model)).toBe(true);
    expect(readFileSync(at('model.json'), 'utf8')).toBe(whole);
  });
});
