// Copied to build/bench/compute/worker.ts. Runs one of the subjects as often as asked for: the caller holds the clock.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import tfjs from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';
import { type Engine, loadClassifier } from '../../../src/model/classifier.ts';
import { readModel, writeModel } from '../../../src/model/file/modelfile.ts';
import { createForward } from '../../../src/model/network/forward.ts';
import { extendNgram, MAX_NGRAM_TOKENS } from '../../../src/model/network/ngrams.ts';
import { createKernel } from '../../../src/model/simd/kernel.ts';
import { tokenHashes } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import weights from '../../../src/weights/default.safetensors';
import { BENCH_TEXT, benchNetwork, benchText } from '../../../test/bench/network.ts';
import { tensorNetwork } from '../../../test/bench/peers/tfjsforward.ts';
import { randomWeights } from '../../../test/parity/networks.ts';
import { placeNgrams } from '../../../trainer/ngrams/place.ts';
import kernel from '../../edge-kernel.wasm';

const SIDE = 256;

/** The backend compiles bytes that it fetches, which a Worker may not: it gets the module that was imported. */
async function startTensorFlow(): Promise<void> {
  const files = ['', '-simd', '-threaded-simd'].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  setWasmPaths(Object.fromEntries(files.map((file) => [file, `https://localhost/${file}`])), true);
  globalThis.fetch = async () => new Response(new Uint8Array());
  WebAssembly.instantiate = (async (_: unknown, imports: WebAssembly.Imports) => ({
    module: tfjs,
    instance: new WebAssembly.Instance(tfjs, imports),
  })) as unknown as typeof WebAssembly.instantiate;
  tf.enableProdMode();
  await tf.setBackend('wasm');
}

function createMatMul(): () => void {
  const [a, b] = [1, 2].map((seed) => tf.randomUniform<tf.Rank.R2>([SIDE, SIDE], -0.5, 0.5, 'float32', seed));
  return () => tf.matMul(a, b).dispose();
}

async function createSubjects(): Promise<Record<string, () => void>> {
  await startTensorFlow();
  const sizes = [64, 128].map((width) => {
    const config = benchNetwork(width);
    const weights = randomWeights(config);
    const text = benchText();
    const network = createKernel(kernel, config, weights);
    const plain = createForward(config, weights);
    const tensors = tensorNetwork(config, weights);
    return {
      [`kernel-${width}`]: () => network(text),
      [`plain-${width}`]: () => plain(text),
      [`tfjs-${width}`]: () => tensors(text),
    };
  });
  return Object.assign({ matmul: createMatMul() }, createDefault(), ...sizes);
}

/** The model that ships: its network on rows in integers and in floats, and its whole answer to a text. */
function createDefault(): Record<string, () => void> {
  const { config, parameters } = readModel(new Uint8Array(weights));
  const text = benchText();
  const [integers, floats] = (['integers', 'floats'] as const).map((arithmetic) =>
    createKernel(kernel, config, parameters, arithmetic),
  );
  const engine: Engine = (...network) => createKernel(kernel, ...network);
  const classifier = loadClassifier(new Uint8Array(weights), { engine });
  const tabled = loadClassifier(withTable(new Uint8Array(weights)), { engine });
  return {
    'default-ngrams': () => JSON.stringify(tabled.classify(BENCH_TEXT)),
    'default-integers': () => integers(text),
    'default-floats': () => floats(text),
    'default-answer': () => JSON.stringify(classifier.classify(BENCH_TEXT)),
  };
}

const NGRAMS = 200_000;

/** The model with a table that has each n-gram of the text, and as many others as there may be. */
function withTable(file: Uint8Array): Uint8Array {
  const model = readModel(file);
  const { labels } = model.config;
  const tokens = tokenHashes(tokenize(BENCH_TEXT).tokens);
  const hashes = new Set<number>();
  tokens.forEach((_, first) => {
    const ngrams = tokens.subarray(first, first + MAX_NGRAM_TOKENS);
    ngrams.reduce((hash, token) => {
      const longer = extendNgram(hash, token);
      hashes.add(longer);
      return longer;
    }, 0);
  });
  for (let i = 0; hashes.size < NGRAMS; i++) hashes.add(extendNgram(1, i));
  const all = { hashes: Int32Array.from(hashes), labels: labels.length };
  const placed = placeNgrams({ ...all, weights: new Float32Array(NGRAMS * labels.length).fill(1) })!;
  const tensors = { ...placed.table, gate: Float32Array.of(1, 0, 0) };
  const config = { ...model.config, ngrams: placed.ngrams };
  return writeModel({ ...model, config, ngrams: tensors }, () => '0'.repeat(64));
}

let subjects: Promise<Record<string, () => void>> | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    subjects ??= createSubjects();
    const { searchParams } = new URL(request.url);
    const run = (await subjects)[searchParams.get('subject') ?? ''];
    const calls = Number(searchParams.get('calls'));
    for (let i = 0; i < calls; i++) run();
    return new Response(`${tf.getBackend()}, SIMD ${await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')}`);
  },
};
