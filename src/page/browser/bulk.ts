/** The Web Worker of the page at `/`: `bulk.js` of the build. It reads and classifies tables, one task at a time. */
import type { Classifier } from '../../model/classifier.ts';
import { classifyTable } from './bulk/classify.ts';
import { loadFromAssets } from './bulk/load.ts';
import type { Report, Task } from './bulk/protocol.ts';
import { readTable } from './bulk/read.ts';

const report = (message: Report) => postMessage(message);
let loading: Promise<Classifier> | undefined;

/** Once a tab: what failed is tried again. */
function load(): Promise<Classifier> {
  loading ??= loadFromAssets((bytes, of) => report({ kind: 'fetched', bytes, of }));
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function run(task: Task): Promise<void> {
  const table = await readTable(task);
  if (task.kind === 'file') {
    const { columns, text, isNamed, isTable } = table;
    if (isTable) report({ kind: 'columns', columns, text, isNamed });
    if (text === null) return;
  }
  const classifier = await load();
  const result = classifyTable(classifier, table, (rows, of) => report({ kind: 'classified', rows, of }));
  report({ kind: 'done', result });
}

addEventListener('message', async ({ data }: MessageEvent<Task>) => {
  try {
    await run(data);
  } catch (error) {
    report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
