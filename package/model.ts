/** The classifier without a model and without a way to read files: `edge-sentiment/model`, and a part of `edge-sentiment`. */
export type { Classification, ClassifyOptions } from '../src/model/classification.ts';
export {
  type Allowance,
  type Answers,
  type Classifier,
  type Engine,
  loadClassifier,
} from '../src/model/classifier.ts';
export type { Sha256 } from '../src/model/file/modelfile.ts';
export { ModelFileError } from '../src/model/file/safetensors.ts';
export { ModelFaultError } from '../src/model/reader.ts';
export { createKernel } from '../src/model/simd/kernel.ts';
export { isBlank } from '../src/model/text/tokenizer.ts';
