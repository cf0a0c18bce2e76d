import { MOST_CPU } from '../model/budget.ts';
import { type Classifier, type Engine, loadClassifier } from '../model/classifier.ts';
import { hashedBytes } from '../model/file/modelfile.ts';
import { createKernel } from '../model/simd/kernel.ts';

/** What `createClassifier` may be told. */
export type ClassifierOptions = {
  /** The bytes of a model file of one's own, which are verified. Without it the model that the package carries. */
  model?: Uint8Array | ArrayBuffer | undefined;
  /**
   * What a call may cost on Cloudflare, in milliseconds from 1 to 300,000: it bounds how much of a long text is read. 10 by default, as
   * the service has on the free plan; with 300,000 texts are read to their end.
   */
  cpu?: number | undefined;
};

/** The same in Node, Bun, Deno, browsers and Workers. */
export type CreateClassifier = (options?: ClassifierOptions) => Promise<Classifier>;

/** How a runtime comes by the files of the package. */
export type Files = {
  kernel: () => Promise<WebAssembly.Module>;
  weights: () => Promise<ArrayBuffer | Uint8Array>;
};

/** The function that makes classifiers where files are read so. The build has verified the package's own model. */
export function creatorOf(files: Files): CreateClassifier {
  return async ({ model, cpu } = {}) => {
    checkRuntime();
    checkCpu(cpu);
    const [kernel, given] = await Promise.all([files.kernel(), model ?? files.weights()]);
    const bytes = bytesOf(given);
    const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
    const options = { engine, ...(cpu !== undefined && { cpu }) };
    if (model === undefined) return loadClassifier(bytes, options);
    const digest = await sha256(hashedBytes(bytes));
    return loadClassifier(bytes, { ...options, verify: () => digest });
  };
}

function checkRuntime(): void {
  // What is newer than all else that the classifier needs: https://caniuse.com/mdn-javascript_builtins_float16array.
  if (typeof Float16Array === 'undefined')
    throw new TypeError(
      'Float16Array is missing, which weights are read with: use Node 24, Chrome 135, Firefox 129, Safari 18.2 or newer',
    );
}

function checkCpu(cpu: unknown): void {
  if (cpu === undefined || (typeof cpu === 'number' && cpu >= 1 && cpu <= MOST_CPU)) return;
  throw new RangeError(`cpu is ${String(cpu)}, allowed numbers of milliseconds from 1 to ${MOST_CPU}`);
}

function bytesOf(model: unknown): Uint8Array {
  if (model instanceof Uint8Array) return model;
  // One of another realm, such as a test's, is an instance of that realm's.
  if (Object.prototype.toString.call(model) === '[object ArrayBuffer]')
    return new Uint8Array(model as ArrayBuffer);
  if (ArrayBuffer.isView(model)) return new Uint8Array(model.buffer, model.byteOffset, model.byteLength);
  throw new TypeError(
    `model is of type ${typeof model}, allowed the bytes of a model file in a Uint8Array or an ArrayBuffer: read the file first`,
  );
}

/** @returns 64 hexadecimal digits. */
async function sha256(bytes: Uint8Array): Promise<string> {
  // Web Crypto is missing from pages that came unencrypted (https://w3c.github.io/webcrypto/#crypto-interface).
  if (globalThis.crypto?.subtle === undefined)
    throw new TypeError(
      'crypto.subtle is missing, which is needed to verify a model: serve the page over https or from localhost',
    );
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
