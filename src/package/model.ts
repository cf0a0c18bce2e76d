/** The classifier without a model and without a way to read files: `edge-sentiment/model`, and a part of `edge-sentiment`. */
export type { Classification, ClassifyOptions } from '../model/classification.ts';
export {
  type Allowance,
  type Answers,
  type Classifier,
  type Engine,
  loadClassifier,
} from '../model/classifier.ts';
export type { Sha256 } from '../model/file/modelfile.ts';
export { ModelFileError } from '../model/file/safetensors.ts';
export { ModelFaultError } from '../model/reader.ts';
export { createKernel } from '../model/simd/kernel.ts';
export { isBlank } from '../model/text/tokenizer.ts';
