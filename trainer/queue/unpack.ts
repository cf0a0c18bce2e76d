import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { parseNetworkConfig } from '../../src/model/network/config.ts';
import { parseTrainConfig } from '../config/train.ts';
import { TextNumbers, type Texts } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import type { AskedFit } from '../experiment/fits/asked.ts';
import { isFitKind } from '../experiment/fits/perform.ts';
import { sha256 } from '../scoring/load.ts';
import type { BlobRef, Blobs } from './blobs.ts';
import { Kept } from './kept.ts';
import type { StringsParcel, SubsetParcel, TextsParcel } from './parcel.ts';
import { countIn, digestIn, listIn, objectIn, refIn, refuse, stringIn } from './parts.ts';

/** What a machine keeps of data from fit to fit. */
const KEPT_BYTES = 2 ** 30;
const MAX_STRINGS = 2 ** 24;
const MAX_TEXTS = 2 ** 28;
/** The texts to train on, and others to measure on. */
const MAX_FILES = 2;
const MAX_GRADIENT_POINTS = 10_000;

/** Makes fits of what comes out of the queue. All of it is checked: it may be anyone's. */
export class Unpacker {
  readonly #blobs: Blobs;
  readonly #kept = new Kept(KEPT_BYTES);

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** @throws UserError for what is no fit, or names data that are gone, damaged or no data. */
  async unpack(value: unknown): Promise<AskedFit> {
    const parcel = objectIn('the fit', value);
    if (!isFitKind(parcel.kind)) throw refuse('kind', 'is none that this machine knows');
    const labels = listIn('labels', parcel.labels).map((label) => stringIn('labels', label));
    const { network, config } = configsIn(parcel, labels);
    const strings = stringsIn(parcel.strings);
    const numbers = await this.#keep(strings, [strings.units, strings.offsets], (own) =>
      numbersOf(strings, own),
    );
    const files = listIn('texts', parcel.texts, MAX_FILES).map(textsIn);
    const bounds = { strings: strings.count, labels: labels.length };
    const texts: Texts[] = [];
    for (const file of files) {
      const refs = [file.labels, file.offsets, file.tokens, ...(file.weights ? [file.weights] : [])];
      texts.push(await this.#keep({ file, bounds }, refs, (own) => textsOf(file, own, bounds)));
    }
    const fold = {
      train: await this.#subset('train', parcel.train, texts),
      dev: await this.#subset('dev', parcel.dev, texts),
    };
    return {
      ...{
        kind: parcel.kind,
        name: stringIn('name', parcel.name),
        digest: digestIn('digest', parcel.digest),
      },
      ...{ read: { numbers, labels }, fold, network, config },
      ...(parcel.base !== undefined && { base: { model: await this.#model(refIn('base', parcel.base)) } }),
      ...(parcel.gradientPoints !== undefined && {
        gradientPoints: countIn('gradientPoints', parcel.gradientPoints, MAX_GRADIENT_POINTS),
      }),
    };
  }

  /** What is made of some blobs, once for all fits that need it. @param what it is, and what it was checked against. */
  #keep<Value extends object>(
    what: object,
    refs: readonly BlobRef[],
    make: (blobs: Buffer[]) => Value,
  ): Promise<Value> {
    const bytes = refs.reduce((sum, ref) => sum + ref.bytes, 0);
    return this.#kept.get(JSON.stringify(what), bytes, async () => {
      const blobs: Buffer[] = [];
      for (const ref of refs) blobs.push(await this.#blobs.get(ref));
      return make(blobs);
    });
  }

  async #subset(name: string, value: unknown, texts: readonly Texts[]) {
    const { file, selected: ref } = subsetIn(name, value, texts.length);
    const selected = await this.#keep({ selected: ref }, [ref], ([bytes]) => intsOf(bytes));
    checkWithin(name, selected, texts[file].size);
    return { texts: texts[file], selected };
  }

  #model(ref: BlobRef): Promise<Model> {
    return this.#keep({ model: ref }, [ref], ([bytes]) => {
      try {
        return readModel(bytes, { verify: sha256 });
      } catch (error) {
        throw refuse('base', `is no model: ${(error as Error).message}`);
      }
    });
  }
}

function configsIn({ network, config }: Record<string, unknown>, labels: readonly string[]) {
  try {
    const own = objectIn('network', network);
    // The data says both; what a config has of them is not used.
    parseNetworkConfig({ ...own, labels });
    return { network: { ...parseNetworkConfig(own) }, config: parseTrainConfig(config) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse('the choices', (error as Error).message);
  }
}

function stringsIn(value: unknown): StringsParcel {
  const { count, units, offsets } = objectIn('strings', value);
  return {
    count: countIn('strings', count, MAX_STRINGS),
    ...{ units: refIn('strings', units), offsets: refIn('strings', offsets) },
  };
}

function textsIn(value: unknown): TextsParcel {
  const { size, labels, offsets, tokens, weights } = objectIn('texts', value);
  return {
    size: countIn('texts', size, MAX_TEXTS),
    ...{
      labels: refIn('labels', labels),
      offsets: refIn('offsets', offsets),
      tokens: refIn('tokens', tokens),
    },
    ...(weights !== undefined && { weights: refIn('weights', weights) }),
  };
}

function subsetIn(name: string, value: unknown, files: number): SubsetParcel {
  const { file, selected } = objectIn(name, value);
  return { file: countIn(name, file, files - 1), selected: refIn(name, selected) };
}

/** Strings numbered as they were where they came from. */
function numbersOf({ count }: StringsParcel, [units, bytes]: Buffer[]): TextNumbers {
  const text = units.toString('utf16le');
  const offsets = intsOf(bytes);
  checkOffsets('strings', offsets, count, text.length);
  const numbers = new TextNumbers();
  for (let index = 0; index < count; index++) {
    const id = numbers.tokens.id(text.slice(offsets[index], offsets[index + 1]));
    if (id !== index) throw refuse('strings', `has one twice, at ${index}`);
  }
  return numbers;
}

function textsOf(
  { size }: TextsParcel,
  [labels, offsets, tokens, weights]: Buffer[],
  bounds: { strings: number; labels: number },
): Texts {
  const own = { labels: intsOf(labels), offsets: intsOf(offsets), tokens: intsOf(tokens) };
  if (own.labels.length !== size) throw refuse('labels', `has ${own.labels.length}, allowed ${size}`);
  checkWithin('labels', own.labels, bounds.labels);
  checkOffsets('texts', own.offsets, size, own.tokens.length);
  checkWithin('tokens', own.tokens, bounds.strings);
  // Lines and groups decide no fit: they are for messages, and for what parts the rows.
  const none = new Int32Array(size);
  return {
    ...own,
    size,
    weights: weights && weightsOf(weights, size),
    lines: none,
    groups: none,
    splitGroups: undefined,
  };
}

function weightsOf(bytes: Buffer, size: number): Float32Array {
  const ints = intsOf(bytes);
  const weights = new Float32Array(ints.buffer, ints.byteOffset, ints.length);
  const isWeight = (weight: number) => Number.isFinite(weight) && weight >= 0;
  if (weights.length === size && weights.every(isWeight)) return weights;
  throw refuse('weights', `is not ${size} numbers from 0`);
}

/** Little-endian, as all machines are that WASM runs fast on. */
function intsOf(bytes: Buffer): Int32Array {
  if (bytes.byteLength % 4 !== 0) throw refuse('an array', `has ${bytes.byteLength} bytes, allowed fours`);
  const isAligned = bytes.byteOffset % 4 === 0;
  const own = isAligned ? bytes : Uint8Array.from(bytes);
  return new Int32Array(own.buffer, own.byteOffset, own.byteLength / 4);
}

function checkOffsets(name: string, offsets: Int32Array, count: number, end: number): void {
  const isRising = offsets.every((offset, index) => index === 0 || offset >= offsets[index - 1]);
  if (offsets.length === count + 1 && offsets[0] === 0 && offsets[count] === end && isRising) return;
  throw refuse(name, 'has offsets that do not fit');
}

function checkWithin(name: string, values: Int32Array, bound: number): void {
  const stray = values.find((value) => value < 0 || value >= bound);
  if (stray !== undefined) throw refuse(name, `has ${stray}, allowed 0 to ${bound - 1}`);
}
