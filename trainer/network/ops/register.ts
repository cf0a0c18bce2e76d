import * as tf from '@tensorflow/tfjs';
import { compiledModule } from '../../files/compiled.ts';

/** What `assembly/index.ts` exports; every argument is a byte offset into the backend's memory or a number. */
type WasmFunctions = Record<
  | 'activate'
  | 'activateGradient'
  | 'batchNorm'
  | 'batchNormGradient'
  | 'columnSums'
  | 'convolve'
  | 'filterGradient'
  | 'gather'
  | 'gatherGradient'
  | 'layerNorm'
  | 'layerNormGradient'
  | 'moments'
  | 'pool'
  | 'poolGradient'
  | 'reverseFilter'
  | 'zeroGaps',
  (...values: number[]) => void
>;

export type Values = Float32Array | Int32Array;
export type Shapes = Record<string, number[]>;
type Output = { shape: number[]; dtype?: 'float32' | 'int32' };

/**
 * One operation for both backends: on `wasm` AssemblyScript on the backend's own memory, on `cpu` the
 * plain TypeScript that says what it computes. The tests hold the two equal.
 */
type OpDefinition<A> = {
  name: string;
  outputs: (shapes: Shapes, attributes: A) => Output[];
  /** Floats that the WASM kernel has for itself while it runs; none by default. */
  scratch?: (shapes: Shapes, attributes: A) => number;
  /** `cpu` runs the plain TypeScript here too. */
  wasm:
    | 'cpu'
    | ((
        functions: WasmFunctions,
        at: Record<string, number>,
        out: number[],
        shapes: Shapes,
        attributes: A,
        scratch: number,
      ) => void);
  /** Outputs begin as zeros. */
  cpu: (inputs: Record<string, Values>, out: Values[], shapes: Shapes, attributes: A) => void;
};

/** The parts of the WASM backend that an operation needs; tfjs does not export their types. */
type WasmBackend = {
  dataIdMap: { get(id: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: string): tf.TensorInfo;
  disposeData(id: object): boolean;
  wasm: { asm: { memory: WebAssembly.Memory }; HEAPF32: Float32Array; HEAP32: Int32Array };
};
type CpuBackend = {
  data: { get(id: object): { values: Values } };
  makeTensorInfo(shape: number[], dtype: string, values: Values): tf.TensorInfo;
};

let functions: WasmFunctions | undefined;

/** The compiled functions, instantiated once a thread on the memory of its WASM backend. */
function functionsOn(backend: WasmBackend): WasmFunctions {
  if (functions === undefined) {
    const module = compiledModule('training-kernels');
    const { exports } = new WebAssembly.Instance(module, { env: { memory: backend.wasm.asm.memory } });
    functions = exports as unknown as WasmFunctions;
  }
  return functions;
}

/** Registers the operation for the backends `wasm` and `cpu`. */
export function register<A>(definition: OpDefinition<A>): void {
  tf.registerKernel({
    kernelName: definition.name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      runOnWasm(definition, inputs as tf.NamedTensorInfoMap, attrs as A, backend as WasmBackend),
  });
  tf.registerKernel({
    kernelName: definition.name,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      runOnCpu(definition, inputs as tf.NamedTensorInfoMap, attrs as A, backend as CpuBackend),
  });
}

function runOnWasm<A>(
  definition: OpDefinition<A>,
  inputs: tf.NamedTensorInfoMap,
  attributes: A,
  backend: WasmBackend,
): tf.TensorInfo[] {
  const shapes = shapesOf(inputs);
  const outputs = definition
    .outputs(shapes, attributes)
    .map(({ shape, dtype = 'float32' }) => backend.makeOutput(shape, dtype));
  if (definition.wasm === 'cpu') {
    const out = outputs.map((output) => heapView(backend, output).fill(0));
    definition.cpu(
      mapInputs(inputs, (input) => heapView(backend, input)),
      out,
      shapes,
      attributes,
    );
    return outputs;
  }
  const offset = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  const size = definition.scratch?.(shapes, attributes) ?? 0;
  const scratch = size > 0 ? backend.makeOutput([size], 'float32') : undefined;
  definition.wasm(
    functionsOn(backend),
    mapInputs(inputs, offset),
    outputs.map(offset),
    shapes,
    attributes,
    scratch === undefined ? 0 : offset(scratch),
  );
  if (scratch !== undefined) backend.disposeData(scratch.dataId);
  return outputs;
}

function runOnCpu<A>(
  definition: OpDefinition<A>,
  inputs: tf.NamedTensorInfoMap,
  attributes: A,
  backend: CpuBackend,
): tf.TensorInfo[] {
  const shapes = shapesOf(inputs);
  const values = mapInputs(inputs, ({ dataId }) => backend.data.get(dataId).values);
  const slots = definition.outputs(shapes, attributes);
  const out = slots.map(({ shape, dtype }) => {
    const size = tf.util.sizeFromShape(shape);
    return dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  });
  definition.cpu(values, out, shapes, attributes);
  return slots.map(({ shape, dtype = 'float32' }, i) => backend.makeTensorInfo(shape, dtype, out[i]));
}

function shapesOf(inputs: tf.NamedTensorInfoMap): Shapes {
  return mapInputs(inputs, ({ shape }) => shape);
}

function mapInputs<Value>(
  inputs: tf.NamedTensorInfoMap,
  map: (input: tf.TensorInfo) => Value,
): Record<string, Value> {
  const mapped: Record<string, Value> = {};
  for (const name in inputs) mapped[name] = map(inputs[name] as tf.TensorInfo);
  return mapped;
}

/** A tensor's numbers in the backend's memory. */
function heapView({ dataIdMap, wasm }: WasmBackend, { dataId, shape, dtype }: tf.TensorInfo): Values {
  const begin = dataIdMap.get(dataId).memoryOffset >>> 2;
  const heap = dtype === 'int32' ? wasm.HEAP32 : wasm.HEAPF32;
  return heap.subarray(begin, begin + tf.util.sizeFromShape(shape));
}

/** A view of a tensor's floats in the backend's memory, good until the next allocation. */
export function wasmView(tensor: tf.Tensor): Float32Array {
  return heapView(tf.backend() as unknown as WasmBackend, tensor) as Float32Array;
}
