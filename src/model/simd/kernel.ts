import { embeddingRows, type NetworkConfig } from '../network/config.ts';
import type { Network } from '../network/forward.ts';
import { isByteRows, type Parameters, required, type Values } from '../network/parameters.ts';
import { type EncodedText, MAX_NGRAMS, occlude } from '../text/encode.ts';
import type { Span } from '../text/sentences.ts';
import { Arena } from './arena.ts';
import { type Arithmetic, type PackedWeight, type Program, writeProgram } from './program.ts';

/** What `assembly/index.ts` exports; all arguments are byte offsets into the memory, or counts. */
type Exports = {
  forward(program: number, steps: number, ids: number, offsets: number, tokens: number): void;
  forwardWithout(
    program: number,
    steps: number,
    tokens: number,
    begin: number,
    end: number,
    kept: number,
  ): void;
  pack(weight: number, target: number, kernel: number, inputs: number, outputs: number): void;
  packIntegers(
    weight: number,
    target: number,
    scales: number,
    kernel: number,
    inputs: number,
    outputs: number,
  ): void;
};

/**
 * The network on WebAssembly SIMD: what `createForward` computes, within 1e-4 of its logits, or of the largest where that is
 * over 1; where the convolutions of its blocks are computed in integers, 64 to 256 channels wide, within 1e-3 for most networks and
 * texts, and 2e-2 for those whose terms cancel. Weights and buffers lie in one memory that never grows; a call copies the text's row
 * numbers in, crosses into WebAssembly once and allocates only the logits. Equal texts give equal bits, in every engine.
 *
 * @param module `build/edge-kernel.wasm`; one serves any number of networks.
 * @param parameters are kept: the embedding is read row by row, when a text first needs one.
 * @param arithmetic `floats` computes all in float32, more slowly.
 * @returns a network that throws RangeError unless a text has 1 to config.maxTokens tokens.
 * @throws TypeError when a parameter is missing.
 */
export function createKernel(
  module: WebAssembly.Module,
  config: NetworkConfig,
  parameters: Parameters,
  arithmetic: Arithmetic = 'integers',
): Network {
  const arena = new Arena();
  const table = required(parameters, 'embedding.weight');
  const type = isByteRows(table) ? 'i8' : 'f32';
  const program = writeProgram(config, { type, arithmetic }, (name) => required(parameters, name), arena);
  const stepsAt = arena.reserve(program.steps.byteLength);
  const idsAt = arena.reserve(4 * config.maxTokens * MAX_NGRAMS);
  const offsetsAt = arena.reserve(4 * (config.maxTokens + 1));
  const scratchAt = arena.reserve(4 * Math.max(...program.weights.map(({ values }) => values.length)));
  const memory = arena.allocate();
  new Int32Array(memory.buffer, stepsAt, program.steps.length).set(program.steps);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { forward, forwardWithout, ...packers } = exports as unknown as Exports;
  packWeights(program.weights, memory, scratchAt, packers);
  const bring = createTable(table, config, memory, program);
  const load = createInput(config, memory, { idsAt, offsetsAt }, bring);
  const logits = new Float32Array(memory.buffer, program.logits, config.labels.length);
  const whole = (text: EncodedText) => {
    forward(stepsAt, program.count, idsAt, offsetsAt, load(text));
    return logits.slice();
  };
  const without = (text: EncodedText, groups: readonly Span[]) => {
    if (program.kept === 0) return groups.map((group) => whole(occlude(text, group)));
    whole(text);
    return groups.map(({ begin, end }) => {
      forwardWithout(stepsAt, program.count, text.offsets.length - 1, begin, end, program.kept);
      return logits.slice();
    });
  };
  return Object.assign(whole, { without });
}

/** In WebAssembly: JavaScript that runs once is interpreted, which took 10 to 30 ms of an isolate's start. */
function packWeights(
  weights: readonly PackedWeight[],
  { buffer }: WebAssembly.Memory,
  scratchAt: number,
  { pack, packIntegers }: Pick<Exports, 'pack' | 'packIntegers'>,
): void {
  for (const { values, address, scales, kernel, inputs, outputs } of weights) {
    new Float32Array(buffer, scratchAt, values.length).set(values);
    if (scales > 0) packIntegers(scratchAt, address, scales, kernel, inputs, outputs);
    else pack(scratchAt, address, kernel, inputs, outputs);
  }
}

/** @returns a function that brings a text into the memory, and gives the number of its tokens. */
function createInput(
  { maxTokens }: NetworkConfig,
  { buffer }: WebAssembly.Memory,
  { idsAt, offsetsAt }: { idsAt: number; offsetsAt: number },
  bring: (row: number) => void,
): (text: EncodedText) => number {
  const capacity = maxTokens * MAX_NGRAMS;
  const ids = new Int32Array(buffer, idsAt, capacity);
  const offsets = new Int32Array(buffer, offsetsAt, maxTokens + 1);
  return (text) => {
    const tokens = countTokens(text, maxTokens);
    if (text.rows.length > capacity) {
      throw new RangeError(`the text has ${text.rows.length} rows, allowed ${capacity}`);
    }
    for (const row of text.rows) bring(row);
    ids.set(text.rows);
    offsets.set(text.offsets);
    return tokens;
  };
}

/**
 * The embedding table in the memory, each row copied when a text first needs it: the whole of it, most of the file, would
 * cost the start of every isolate tens of milliseconds and its memory twice.
 *
 * @returns a function that makes sure of a row. It throws RangeError for one that the table lacks, since the kernel would
 *   read whatever lies there.
 */
function createTable(
  table: Values,
  config: NetworkConfig,
  memory: WebAssembly.Memory,
  program: Program,
): (row: number) => void {
  const rows = embeddingRows(config);
  const copy = rowCopier(table, config.embedding, memory, program);
  const isThere = new Uint8Array(rows);
  return (row) => {
    if (row < 0 || row >= rows) throw new RangeError(`row is ${row}, allowed 0 to ${rows - 1}`);
    if (isThere[row]) return;
    copy(row);
    isThere[row] = 1;
  };
}

/** Copies a row as the kernel reads it: bytes stay bytes, half floats become floats. */
function rowCopier(
  table: Values,
  columns: number,
  { buffer }: WebAssembly.Memory,
  program: Program,
): (row: number) => void {
  if (isByteRows(table)) {
    const bytes = new Int8Array(buffer, program.table, table.bytes.length);
    const scales = new Float32Array(buffer, program.scales, table.scales.length);
    return (row) => {
      bytes.set(table.bytes.subarray(row * columns, (row + 1) * columns), row * columns);
      scales[row] = table.scales[row];
    };
  }
  const target = new Float32Array(buffer, program.table, table.length);
  return (row) => target.set(table.subarray(row * columns, (row + 1) * columns), row * columns);
}

function countTokens({ offsets }: EncodedText, maxTokens: number): number {
  const tokens = offsets.length - 1;
  if (tokens < 1) throw new RangeError(`the text has ${tokens} tokens, at least 1 is needed`);
  if (tokens > maxTokens) throw new RangeError(`the text has ${tokens} tokens, allowed 1 to ${maxTokens}`);
  return tokens;
}
