import { type Classifier, classifierOf, type Engine } from '../../../model/classifier.ts';
import { openModel } from '../../../model/file/modelfile.ts';
import { createKernel } from '../../../model/simd/kernel.ts';

/** Nobody pays for a tab's time: with so much of it, in milliseconds, every text is read to its end. */
const CPU = 300_000;

/**
 * The classifier of the service, from the files beside it. They are the build's, which has verified them.
 *
 * @param progress is told how many bytes of how many are there, 0 where that is not known.
 * @throws TypeError when the service is not reached. @throws RangeError when it has no such file.
 */
export async function loadFromAssets(progress: (bytes: number, of: number) => void): Promise<Classifier> {
  const [kernel, model] = await Promise.all([open('/kernel.wasm'), open('/model.bin')]);
  const module = await WebAssembly.compile(await kernel.arrayBuffer());
  const engine: Engine = (config, parameters) => createKernel(module, config, parameters);
  return classifierOf(openModel(await unpack(model, progress)), { engine, cpu: CPU });
}

async function open(path: string): Promise<Response> {
  const response = await fetch(path);
  if (response.ok) return response;
  throw new RangeError(`${path} was answered with ${response.status}, needed is 200: reload the page`);
}

/** The model is gzip as a file, not on the way alone: see `trainer/home.ts`. */
async function unpack(
  response: Response,
  progress: (bytes: number, of: number) => void,
): Promise<Uint8Array> {
  const of = Number(response.headers.get('Content-Length') ?? 0);
  let bytes = 0;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length;
      progress(bytes, of);
      controller.enqueue(chunk);
    },
  });
  const packed = response.body!.pipeThrough(count);
  const whole = new Response(packed.pipeThrough(new DecompressionStream('gzip')));
  return new Uint8Array(await whole.arrayBuffer());
}
