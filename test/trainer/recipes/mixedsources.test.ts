import { expect, it } from 'vitest';
import { MIXES, tuned } from '../../../trainer/corpora/mixes.ts';
import { mixedSources } from '../../../trainer/recipes/mixedsources.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const HEADER = 'label\ttext\tsource\tweight\tsplit_group\n';
const lines = (source: string, texts: number) => `positive\tgood\t${source}\t1\t\n`.repeat(texts);

it('mixedSources() counts the texts of each stage, with weight and terms, and leaves out what gave none', async () => {
  const { parts } = MIXES.default;
  const train = { path: write('mix.tsv', HEADER + lines('imdb', 2) + lines('sst-sentences', 3)), parts };
  const late = lines('sst-sentences', 3) + lines('kinds', 1);
  const tune = { path: write('tuning.tsv', HEADER + late), parts: tuned(parts) };
  expect(await mixedSources({ train, tune })).toEqual([
    {
      name: 'sst-sentences',
      licence: 'none stated; text from Rotten Tomatoes snippets',
      commercialUse: 'unstated',
      train: { texts: 3, weight: 2 },
      tune: { texts: 3, weight: 4 },
    },
    {
      name: 'imdb',
      licence: 'none stated; cite Maas et al. 2011',
      commercialUse: 'unstated',
      train: { texts: 2, weight: 1 },
    },
    { name: 'kinds', licence: 'MIT', commercialUse: 'yes', tune: { texts: 1, weight: 1 } },
  ]);
});
