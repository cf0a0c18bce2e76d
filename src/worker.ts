import { createApp } from './app.ts';
import { withBounds } from './guard/bounds.ts';
import { withCors } from './guard/cors.ts';
import { withGuards } from './guard/guards.ts';
import { withCallLog, withLog } from './guard/log.ts';
import { withOrigin } from './guard/origin.ts';
import { Models, type OtherModel, type Served, servedOf } from './http/models.ts';
import { tokenLimit } from './model/budget.ts';
import { type Classifier, classifierOf, type Engine } from './model/classifier.ts';
import { openModel } from './model/file/modelfile.ts';
import { createKernel } from './model/simd/kernel.ts';
import { type Calls, createCalls } from './routes/calls.ts';
import { checkNames, readCpu, readKeys, readLimiter, readLog, readOrigins } from './settings.ts';

/** What a Worker of this service is made of; only an entry can import the first two. */
export type WorkerParts = {
  /** `build/edge-kernel.wasm`. */
  kernel: WebAssembly.Module;
  /** A model file that the build has verified. */
  weights: ArrayBuffer;
  /** The model's card, which `GET /model` answers with. */
  card: object;
  /** Models that requests can name beside this one. None by default. */
  others?: readonly OtherModel[];
  /** `build/build.json`: the digest of the code, and what `/mcp` lists, as JSON. */
  build: { digest: string; tools: string };
  /** The variables, secrets and bindings of wrangler.toml and of the dashboard. */
  env: Cloudflare.Env;
};

/**
 * The service around its models: the one way to make it, for every entry. The first is loaded at once, each other when it is first asked.
 *
 * @throws ModelFileError when the weights are no model.
 * @throws RangeError when a variable has a wrong value. Both end a deployment, which then serves nothing wrong.
 */
export function createWorker({ kernel, weights, card, others = [], build, env }: WorkerParts): {
  fetch: (request: Request) => Response | Promise<Response>;
  /** For other Workers, through a service binding: no guard stands before them. */
  calls: Calls;
} {
  checkNames(Object.keys(env));
  const models = loadModels({ kernel, weights, card, others, build }, readCpu(env.CPU_MILLISECONDS));
  const app = createApp(models, build.tools);
  const guards = { keys: readKeys(env.API_KEYS), limiter: readLimiter(env.RATE_LIMITER) };
  const origins = readOrigins(env.ALLOWED_ORIGINS);
  const guarded = withBounds(
    withOrigin(
      withGuards((request) => app.fetch(request), guards),
      origins,
    ),
  );
  // Outermost, so that pages can read why they were refused.
  const open = withCors(guarded, origins);
  const routes = new Set(app.routes.map(({ path }) => path));
  const routeOf = (path: string) => (routes.has(path) ? path : undefined);
  const log = readLog(env.REQUEST_LOG) ? { model: models.all[0].model, routeOf } : null;
  const answer = withLog(open, log);
  return { fetch: (request) => answer(request), calls: withCallLog(createCalls(models), log) };
}

/** The models of a Worker: the first is loaded at once. @param cpu that a request has, in milliseconds. @throws ModelFileError as `createWorker`. */
export function loadModels(
  { kernel, weights, card, others = [], build }: Omit<WorkerParts, 'env'>,
  cpu: number,
): Models {
  const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
  const load = (file: ArrayBuffer) => classifierOf(openModel(new Uint8Array(file)), { engine, cpu });
  const tagOf = (version: string) => `"${version}-${build.digest}-${cpu}"`;
  const later = (other: OtherModel): Served => {
    const limits = { tokens: tokenLimit(other.config, cpu) };
    return servedOf(
      { ...other, limits },
      other.card,
      tagOf(other.version),
      once(() => load(other.weights)),
    );
  };
  const classifier = load(weights);
  const first = servedOf(classifier, card, tagOf(classifier.version), () => classifier);
  return new Models(first, others.map(later));
}

/** Loads a model when it is first asked for, and keeps it. */
function once(load: () => Classifier): () => Classifier {
  let classifier: Classifier | undefined;
  return () => {
    classifier ??= load();
    return classifier;
  };
}
