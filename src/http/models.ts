import type { Classifier } from '../model/classifier.ts';
import type { NetworkConfig } from '../model/network/config.ts';
import type { Result } from './problem.ts';
import { taggedHeaders } from './response.ts';

/** A model beside the first one, before it is loaded: `build/models.ts` has what its file says. */
export type OtherModel = {
  name: string;
  version: string;
  config: NetworkConfig;
  /** A model file that the build has verified. */
  weights: ArrayBuffer;
  card: object;
};

/** A card has more, as its training wrote it. */
export type Card = { name: string; version: string; labels: readonly string[] };

/** A model that requests can ask. */
export type Served = {
  readonly name: string;
  readonly version: string;
  /** `name@version`. */
  readonly model: string;
  readonly labels: readonly string[];
  /** Tokens that a request may have of it: `limits` of its classifier. */
  readonly tokens: number;
  /** What `GET /model` answers. */
  readonly card: Card;
  /** Of its answers to a GET, with its quotes. */
  readonly tag: string;
  /** Headers of its answers to a GET. */
  readonly tagged: Headers;
  /** Loads the model where nobody has asked for it yet. @throws ModelFileError when the weights are no model. */
  readonly classifier: () => Classifier;
};

/** What a model says of itself, loaded or not. */
type About = Pick<Classifier, 'name' | 'version' | 'config' | 'limits'>;

/** @param card whatever it says, name, version and labels are those of the model itself. @param tag with its quotes. */
export function servedOf(about: About, card: object, tag: string, classifier: () => Classifier): Served {
  const { name, version, config, limits } = about;
  const { labels } = config;
  return {
    name,
    version,
    model: `${name}@${version}`,
    labels,
    tokens: limits.tokens,
    card: { ...card, name, version, labels },
    tag,
    tagged: taggedHeaders(tag),
    classifier,
  };
}

/** The models of a service by their names. The first answers whoever names none. */
export class Models {
  readonly all: readonly Served[];
  /** Made once: a request that names no model looks nothing up. */
  private readonly first: Result<Served>;

  constructor(first: Served, others: readonly Served[]) {
    this.all = [first, ...others];
    this.first = { ok: true, value: first };
  }

  /** @param wanted `name`, of which the first has it, or `name@version`; undefined where a request names none. */
  find(wanted: string | undefined): Result<Served> {
    if (wanted === undefined) return this.first;
    const found = this.all.find(({ name, model }) => wanted === name || wanted === model);
    if (found !== undefined) return { ok: true, value: found };
    return {
      ok: false,
      failure: { kind: 'model-unknown', wanted, served: this.all.map(({ model }) => model) },
    };
  }
}

/** A service of one model. @param tag with its quotes. */
export function modelsOf(classifier: Classifier, card: object, tag: string): Models {
  return new Models(
    servedOf(classifier, card, tag, () => classifier),
    [],
  );
}
