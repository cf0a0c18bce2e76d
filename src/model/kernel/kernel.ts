import { type EncodedText, MAX_NGRAMS } from '../encode.ts';
import type { Parameters } from '../forward.ts';
import { embeddingRows, type NetworkConfig } from '../network.ts';
import { Arena } from './arena.ts';
import { writeProgram } from './program.ts';

/** What `assembly/index.ts` exports; all arguments are byte offsets into the memory, or counts. */
type Exports = {
  forward(program: number, steps: number, ids: number, offsets: number, tokens: number): void;
};

/**
 * The network on WebAssembly SIMD: what `createForward` computes, within 1e-4 of its logits. Weights and buffers are laid
 * out once in one memory; a call copies the text's rows in, crosses into WebAssembly once and allocates only the logits.
 * Equal texts give equal bits, in every engine.
 *
 * @param module `build/edge-kernel.wasm`; one serves any number of networks.
 * @returns a function from a text of T tokens to logits, float32 [labels].
 *   It throws RangeError unless 0 < T ≤ config.maxTokens.
 * @throws TypeError when a parameter is missing.
 */
export function createKernel(
  module: WebAssembly.Module,
  config: NetworkConfig,
  parameters: Parameters,
): (text: EncodedText) => Float32Array {
  const arena = new Arena();
  const program = writeProgram(config, (name) => required(parameters, name), arena);
  const steps = arena.place(program.steps);
  const capacity = config.maxTokens * MAX_NGRAMS;
  const idsAt = arena.reserve(4 * capacity);
  const offsetsAt = arena.reserve(4 * (config.maxTokens + 1));
  const memory = arena.allocate();
  const ids = new Int32Array(memory.buffer, idsAt, capacity);
  const offsets = new Int32Array(memory.buffer, offsetsAt, config.maxTokens + 1);
  const logits = new Float32Array(memory.buffer, program.logits, config.labels.length);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { forward } = exports as unknown as Exports;
  return (text) => {
    checkText(text, config, capacity);
    ids.set(text.rows);
    offsets.set(text.offsets);
    forward(steps, program.count, idsAt, offsetsAt, text.offsets.length - 1);
    return logits.slice();
  };
}

function required(parameters: Parameters, name: string): Float32Array {
  const values = parameters.get(name);
  if (values === undefined) throw new TypeError(`parameter ${name} is missing`);
  return values;
}

/** The kernel itself checks nothing: a row outside the table would be read from whatever lies there. */
function checkText({ rows, offsets }: EncodedText, config: NetworkConfig, capacity: number): void {
  const tokens = offsets.length - 1;
  if (tokens < 1) throw new RangeError(`the text has ${tokens} tokens, at least 1 is needed`);
  if (tokens > config.maxTokens) {
    throw new RangeError(`the text has ${tokens} tokens, allowed 1 to ${config.maxTokens}`);
  }
  if (rows.length > capacity) throw new RangeError(`the text has ${rows.length} rows, allowed ${capacity}`);
  const limit = embeddingRows(config);
  for (const row of rows) {
    if (row < 0 || row >= limit) throw new RangeError(`row is ${row}, allowed 0 to ${limit - 1}`);
  }
}
