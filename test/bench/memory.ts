/**
 * Peak memory of training on a million texts: reading, one step, one evaluation. `node test/bench/memory.ts [texts]` prints
 * megabytes. A process of its own, as the peak is the process's.
 */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConfigs } from '../../trainer/experiment/configs.ts';
import { runTraining } from '../../trainer/parallel/run.ts';
import { prepareTraining } from '../../trainer/prepare/prepare.ts';
import { mixKey, uniform } from '../../trainer/random.ts';

const TOKENS = 30;
/** More than the vocabulary takes, so that some are unknown. */
const WORDS = 60_000;
const VOCABULARY = 50_000;
const WIDTH = 128;
const WORKERS = 2;
const TEXTS = Number(process.argv[2] ?? 1_000_000);

async function writeTexts(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write('label\ttext\n');
  for (let text = 0; text < TEXTS; text++) {
    const key = mixKey(1, text);
    const words = Array.from({ length: TOKENS }, (_, i) => `word${Math.floor(WORDS * uniform(key, i))}x`);
    const line = `${text % 2 ? 'positive' : 'negative'}\t${words.join(' ')}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-memory-'));
const data = join(folder, 'texts.tsv');
try {
  await writeTexts(data);
  const configs = buildConfigs('default', {
    network: { embedding: WIDTH, width: WIDTH },
    train: { maxVocabulary: VOCABULARY, devShare: 0.01 },
  });
  const prepared = await prepareTraining({ ...configs, data, report: () => {} });
  const stop = new AbortController();
  await runTraining({
    ...prepared,
    workers: WORKERS,
    signal: stop.signal,
    onProgress: ({ step }) => step > 0 && stop.abort(),
  });
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
} finally {
  rmSync(folder, { recursive: true });
}
