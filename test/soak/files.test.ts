import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { loadExamples } from '../../trainer/read/load.ts';
import { tinyModel } from '../contract/model.ts';
import { temporaryFolder } from '../trainer/files.ts';

const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const ROWS = 1_000_000;
/** Of V8. The file is larger, and its answers are too. */
const HEAP_MB = 64;
const FLIPS = 150;

const write = temporaryFolder();

async function writeRows(path: string, row: (number: number) => string): Promise<void> {
  const file = createWriteStream(path);
  for (let from = 0; from < ROWS; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, at) => row(from + at)).join('');
    if (!file.write(lines)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

it.each([
  ['rows.jsonl', (id: number) => `${JSON.stringify({ id, text: `good row ${id} of a long file` })}\n`],
  [
    'rows.json',
    (id: number) => `${id === 0 ? '[' : ','}{"id":${id},"text":"good row"}${id === ROWS - 1 ? ']' : '\n'}`,
  ],
  ['rows.txt', (id: number) => `good row ${id} of a long file\n`],
])(`predict answers 1,000,000 rows of %s in ${HEAP_MB} MB`, async (name, row) => {
  const path = write(name, '');
  await writeRows(path, row);
  const out = `${path}.csv`;
  const model = write('model.safetensors', tinyModel());
  const args = [`--max-old-space-size=${HEAP_MB}`, MAIN, 'predict', '--model', model, path, '--out', out];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  const lines = readFileSync(out).reduce((count, byte) => count + Number(byte === 0x0a), 0);
  expect(lines).toBe(ROWS + 1);
});

it(`readParquet() ends with rows or in one sentence, whichever of ${FLIPS} bits is wrong`, async () => {
  const columns = ['text', 'label'].map((name) => ({
    name,
    data: Array.from({ length: 300 }, (_, row) => `${name} ${name === 'label' ? row % 3 : row}`),
    type: 'STRING' as const,
  }));
  const whole = new Uint8Array(parquetWriteBuffer({ columnData: columns }));
  for (let turn = 0; turn < FLIPS; turn++) {
    const bytes = Uint8Array.from(whole);
    bytes[4 + Math.floor(((whole.length - 8) * turn) / FLIPS)] ^= 1 << ((turn * 5) % 8);
    const outcome = await loadExamples(write('bit.parquet', bytes)).then(
      () => 'rows',
      (error: Error) => error.name,
    );
    expect(outcome).toMatch(/^(?:rows|UserError)$/);
  }
});
