/** Measures a tiny article of texts of our own, as `article` does: `node measure.ts ROOT OUT FITS QUESTIONS`. */
import { join } from 'node:path';
import { UserError } from '../../../trainer/errors.ts';
import { type ArticleRequest, measureArticle } from '../../../trainer/experiment/article/article.ts';
import { QUESTIONS } from '../../../trainer/experiment/article/questions.ts';
import type { Size } from '../../../trainer/experiment/article/size.ts';
import { writeArticle } from '../../../trainer/experiment/article/write.ts';
import { writeSources } from './sources.ts';

const few = { train: 32, test: 16 };
const SIZE: Size = {
  ...{ quick: true, seeds: [1, 2], depths: [1, 2], width: 4, epochs: 1, mostRates: 2, folds: 2 },
  texts: { sentences: few, emotions: few, reviews: few, chinese: few },
  speed: { rounds: 1, texts: 64, spins: 1000 },
};

const [, , root, out, fits, questions] = process.argv;
const mirror = join(root, 'mirror');
try {
  const records = await measureArticle({
    ...{ size: SIZE, folders: { mirror, cache: join(root, 'cache') }, kept: join(root, out) },
    ...{ fits: Number(fits), workers: Number(fits), report: console.log, onPlan: () => true },
    questions: QUESTIONS.filter((own) => questions.split(',').includes(own)),
    sources: await writeSources(mirror),
  } satisfies ArticleRequest);
  await writeArticle(join(root, out), records ?? []);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exit(error.exitCode);
}
