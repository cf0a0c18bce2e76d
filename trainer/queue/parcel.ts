import { writeModel } from '../../src/model/file/modelfile.ts';
import type { Texts } from '../encode/texts.ts';
import type { AskedFit, FitKind } from '../experiment/fits/asked.ts';
import type { Base } from '../prepare/base.ts';
import type { Subset } from '../prepare/parts.ts';
import { sha256 } from '../scoring/load.ts';
import type { BlobRef, Blobs } from './blobs.ts';

/** The strings that tokens are numbered by, one after the other. */
export type StringsParcel = { count: number; units: BlobRef; offsets: BlobRef };

/** The arrays of a file's texts that a fit reads. */
export type TextsParcel = {
  size: number;
  labels: BlobRef;
  offsets: BlobRef;
  tokens: BlobRef;
  weights?: BlobRef;
};

/** Some texts of one of the files. @param file its place in `texts`. */
export type SubsetParcel = { file: number; selected: BlobRef };

/** A fit as it goes through the queue: small, and nothing of it is code. */
export type Parcel = {
  kind: FitKind;
  name: string;
  digest: string;
  labels: readonly string[];
  strings: StringsParcel;
  texts: TextsParcel[];
  train: SubsetParcel;
  dev: SubsetParcel;
  network: object;
  config: object;
  base?: BlobRef;
  gradientPoints?: number;
};

/** Puts what fits are made of into the queue, each part once, and says where it is. */
export class Packer {
  readonly #blobs: Blobs;
  /** What was put already, by the object that it is. */
  readonly #put = new WeakMap<object, Promise<unknown>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** @throws UserError as `Blobs.put` does. */
  async pack({ read, fold, base, ...asked }: AskedFit): Promise<Parcel> {
    const files = [...new Set([fold.train.texts, fold.dev.texts])];
    const texts: TextsParcel[] = [];
    for (const file of files) texts.push(await this.#once(file, () => this.#textsOf(file)));
    const { kind, name, digest, network, config, gradientPoints } = asked;
    return {
      ...{ kind, name, digest, labels: read.labels, network, config, texts },
      strings: await this.#once(read.numbers, () => this.#stringsOf(read.numbers.tokens.strings())),
      train: await this.#subsetOf(fold.train, files),
      dev: await this.#subsetOf(fold.dev, files),
      ...(base && { base: await this.#once(base, () => this.#modelOf(base)) }),
      ...(gradientPoints !== undefined && { gradientPoints }),
    };
  }

  #once<Value>(key: object, put: () => Promise<Value>): Promise<Value> {
    const known = this.#put.get(key) as Promise<Value> | undefined;
    if (known !== undefined) return known;
    const value = put();
    this.#put.set(key, value);
    return value;
  }

  async #stringsOf(strings: Iterable<string>): Promise<StringsParcel> {
    const all = [...strings];
    const offsets = new Int32Array(all.length + 1);
    all.forEach((text, index) => {
      offsets[index + 1] = offsets[index] + text.length;
    });
    // UTF-16: half of a surrogate pair, which UTF-8 cannot say, stays what it is.
    const units = Buffer.from(all.join(''), 'utf16le');
    return { count: all.length, units: await this.#blobs.put(units), offsets: await this.#array(offsets) };
  }

  async #textsOf({ size, labels, offsets, tokens, weights }: Texts): Promise<TextsParcel> {
    const own = {
      ...{ size, labels: await this.#array(labels), offsets: await this.#array(offsets) },
      tokens: await this.#array(tokens),
    };
    return weights ? { ...own, weights: await this.#array(weights) } : own;
  }

  async #subsetOf({ texts, selected }: Subset, files: readonly Texts[]): Promise<SubsetParcel> {
    return { file: files.indexOf(texts), selected: await this.#once(selected, () => this.#array(selected)) };
  }

  #modelOf({ model }: Base): Promise<BlobRef> {
    return this.#blobs.put(writeModel(model, sha256));
  }

  #array({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Promise<BlobRef> {
    return this.#blobs.put(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
