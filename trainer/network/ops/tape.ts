import * as tf from '@tensorflow/tfjs';

type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, number | string>;

/** One operation that ran, with its tensors. */
type Entry = { name: string; inputs: Inputs; outputs: tf.Tensor[]; attributes: Attributes };

/** The tape of this thread while one records. */
let recording: Entry[] | undefined;

/** Runs a registered operation, and records it while a tape does. @returns all its outputs. */
export function run(name: string, inputs: Inputs, attributes: Attributes): tf.Tensor[] {
  const result = tf.engine().runKernel(name, inputs, attributes as unknown as tf.NamedAttrMap);
  const outputs = Array.isArray(result) ? result : [result];
  recording?.push({ name, inputs, outputs, attributes });
  return outputs;
}

/**
 * Gradients of a scalar, through the gradients that are registered for our operations, which alone may lie between it and
 * `sources`. It does what TensorFlow.js's own tape does for those, without a copy of each tensor that a gradient needs and
 * without a search for the path: the tensors live until the `tf.tidy` around it ends, so call it in one.
 *
 * @returns the scalar, and its gradient by each source.
 */
export function gradientsOf(
  scalar: () => tf.Tensor,
  sources: readonly tf.Tensor[],
): { value: tf.Tensor; gradients: tf.Tensor[] } {
  const entries: Entry[] = [];
  recording = entries;
  let value: tf.Tensor;
  try {
    value = scalar();
  } finally {
    recording = undefined;
  }
  const gradients = new Map<tf.Tensor, tf.Tensor>([[value, tf.onesLike(value)]]);
  for (const entry of entries.reverse()) carryBack(entry, gradients);
  return { value, gradients: sources.map((source) => gradients.get(source) ?? tf.zerosLike(source)) };
}

/** Adds to the gradients of an operation's inputs what those of its outputs give. */
function carryBack({ name, inputs, outputs, attributes }: Entry, gradients: Map<tf.Tensor, tf.Tensor>): void {
  const ours = outputs.map((output) => gradients.get(output));
  const registered = tf.getGradient(name);
  if (!registered || ours.every((gradient) => gradient === undefined)) return;
  const { inputsToSave = [], outputsToSave = [], gradFunc } = registered;
  const saved = [
    ...inputsToSave.map((input) => inputs[input]),
    ...outputs.filter((_, index) => outputsToSave[index]),
  ];
  const dys = ours as tf.Tensor[];
  const parts = gradFunc(dys.length === 1 ? dys[0] : dys, saved, attributes as unknown as tf.NamedAttrMap);
  for (const input in parts) {
    const tensor = inputs[input];
    if (tensor === undefined) continue;
    const before = gradients.get(tensor);
    const part = parts[input]();
    gradients.set(tensor, before === undefined ? part : tf.add(before, part));
  }
}
