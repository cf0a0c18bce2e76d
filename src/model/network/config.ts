/** The shape of the network: every switch, what it may be, and what follows from it. */

/** Every choice that decides which tensors exist and what they compute. */
export type NetworkConfig = {
  /** Names of the classes, in the order of the logits. */
  labels: readonly string[];
  /** `conv` convolves over tokens and pools last; `bag` pools the embeddings first and is dense after. */
  encoder: 'conv' | 'bag';
  /** Tokens that have an embedding row of their own. */
  vocabulary: number;
  /** Rows shared by the character n-grams of unknown tokens; 0 gives all unknown tokens one row. */
  ngramBuckets: number;
  /** Floats in an embedding row. */
  embedding: number;
  /** Channels of the stem and of the residual blocks. */
  width: number;
  /** Plain dense ReLU layers before the blocks. */
  stem: number;
  /** Residual blocks `H(x) = F(x) + x`. */
  blocks: number;
  /** Tokens that one convolution sees, odd. */
  kernel: number;
  /**
   * Distance of the tokens that a block's convolution sees, as a multiple of the block's before it: with 2 every block reaches twice
   * as far (Yu and Koltun 2016). The first block sees neighbours, and none sees tokens more than `MAX_DILATION` apart.
   */
  dilation: number;
  /** False drops the `+ x`: the plain network, for comparison. */
  residual: boolean;
  norm: 'none' | 'layer' | 'batch';
  /** Normalise before the convolution instead of after it. */
  preNorm: boolean;
  /** `inside`: relu(F(x)) + x. `after`: relu(F(x) + x). */
  activation: 'inside' | 'after';
  /** Share of a block's outputs that training sets to zero. */
  dropout: number;
  /** Tokens read; a longer text is cut there and says so. */
  maxTokens: number;
  /** N-grams of the table beside the network; left out where there is none. */
  ngrams?: number;
};

/** What a number of a config may be. */
export type NumberBound = { minimum: number; maximum: number; whole: boolean };

const whole = (minimum: number, maximum: number): NumberBound => ({ minimum, maximum, whole: true });

const INTEGER_BOUNDS = {
  vocabulary: whole(1, 1_000_000),
  ngramBuckets: whole(0, 1_000_000),
  embedding: whole(1, 1024),
  width: whole(1, 1024),
  stem: whole(0, 32),
  blocks: whole(0, 32),
  kernel: whole(1, 15),
  dilation: whole(1, 4),
  maxTokens: whole(1, 4096),
  ngrams: whole(0, 200_000),
} as const satisfies Partial<Record<keyof NetworkConfig, NumberBound>>;

const CHOICES = {
  encoder: ['conv', 'bag'],
  norm: ['none', 'layer', 'batch'],
  activation: ['inside', 'after'],
} as const satisfies Partial<Record<keyof NetworkConfig, readonly string[]>>;

/** Tokens from one that a convolution sees to the next, at most. */
const MAX_DILATION = 16;

/** Answers, budget and trainer count labels: more than this are no classes but names, which a search finds better. */
export const MAX_LABELS = 1000;
/** UTF-16 code units. */
export const MAX_LABEL_LENGTH = 64;

/** The bound of a whole-number field, for messages and help. */
export function integerBound(field: keyof typeof INTEGER_BOUNDS): NumberBound {
  return INTEGER_BOUNDS[field];
}

/**
 * Checks an untrusted value and returns it as a config with exactly the known fields.
 *
 * @throws TypeError when a field is missing, unknown or of the wrong type.
 * @throws RangeError when a field is outside its bounds. Both messages begin with the field's name.
 */
export function parseNetworkConfig(value: unknown): NetworkConfig {
  if (typeof value !== 'object' || value === null) throw new TypeError('network is not an object');
  const fields: Record<string, unknown> = { ...value };
  const known = new Set([...Object.keys(DEFAULT_NETWORK), ...Object.keys(OMITTED_NETWORK)]);
  for (const name of Object.keys(fields)) {
    if (!known.has(name)) throw new TypeError(`${name} is not a field of the network config`);
  }
  // A table of none is none.
  const { ngrams = 0, ...always } = fields;
  const numbers: Record<string, unknown> = { ...always, ngrams };
  for (const [name, bound] of Object.entries(INTEGER_BOUNDS)) checkNumber(name, numbers[name], bound);
  for (const [name, allowed] of Object.entries(CHOICES)) checkChoice(name, fields[name], allowed);
  for (const name of ['residual', 'preNorm']) {
    if (typeof fields[name] !== 'boolean')
      throw new TypeError(`${name} is ${shown(fields[name])}, not a boolean`);
  }
  checkDropout(fields.dropout);
  checkLabels(fields.labels);
  if ((fields.kernel as number) % 2 === 0)
    throw new RangeError(`kernel is ${fields.kernel}, allowed odd numbers`);
  return { ...(always as NetworkConfig), ...(ngrams === 0 ? {} : { ngrams: ngrams as number }) };
}

/** @throws TypeError or RangeError when the value is no number within the bound. */
export function checkNumber(name: string, value: unknown, { minimum, maximum, whole }: NumberBound): void {
  if (typeof value !== 'number' || (whole && !Number.isSafeInteger(value))) {
    throw new TypeError(`${name} is ${shown(value)}, not a ${whole ? 'whole number' : 'number'}`);
  }
  if (!(value >= minimum && value <= maximum)) {
    throw new RangeError(`${name} is ${value}, allowed ${minimum} to ${maximum}`);
  }
}

/** @throws RangeError when the value is none of the names. */
export function checkChoice(name: string, value: unknown, allowed: readonly string[]): void {
  if ((allowed as readonly unknown[]).includes(value)) return;
  throw new RangeError(`${name} is ${shown(value)}, allowed ${allowed.join(', ')}`);
}

function checkDropout(value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0 && value < 1)) {
    throw new RangeError(`dropout is ${shown(value)}, allowed 0 up to but not including 1`);
  }
}

function checkLabels(value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(`labels is ${shown(value)}, not a list of names`);
  if (value.length < 2 || value.length > MAX_LABELS) {
    throw new RangeError(`labels has ${value.length} names, allowed 2 to ${MAX_LABELS}`);
  }
  for (const label of value) {
    if (typeof label !== 'string' || label.length === 0 || label.length > MAX_LABEL_LENGTH) {
      throw new RangeError(`labels has ${shown(label)}, allowed 1 to ${MAX_LABEL_LENGTH} characters`);
    }
  }
  if (new Set(value).size !== value.length) throw new RangeError('labels names one class twice');
}

/** A value that was received, for a message. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}

/** The network that `train` builds when nothing else is asked for. `labels` and `vocabulary` come from the data. */
export const DEFAULT_NETWORK: NetworkConfig = {
  labels: ['negative', 'positive'],
  encoder: 'conv',
  vocabulary: 1,
  ngramBuckets: 0,
  embedding: 64,
  width: 64,
  stem: 0,
  blocks: 3,
  kernel: 3,
  dilation: 1,
  residual: true,
  norm: 'layer',
  preNorm: false,
  activation: 'inside',
  dropout: 0.2,
  maxTokens: 256,
};

/** What a config means by a field that it leaves out. */
export const OMITTED_NETWORK = { ngrams: 0 } as const satisfies Partial<NetworkConfig>;

/** Rows of the embedding table: known tokens first, then the rows that unknown tokens share. */
export function embeddingRows(config: NetworkConfig): number {
  return config.vocabulary + Math.max(1, config.ngramBuckets);
}

/** Channels that enter the stem, the projection or the first block. */
export function inputSize(config: NetworkConfig): number {
  return config.encoder === 'bag' ? 2 * config.embedding : config.embedding;
}

/** True when a linear map must bring the embedding to `width`; the first stem layer does it where there is one. */
export function hasProjection(config: NetworkConfig): boolean {
  return config.stem === 0 && inputSize(config) !== config.width;
}

/** Features that enter the head: max and mean over tokens for `conv`, the last block's output for `bag`. */
export function headSize(config: NetworkConfig): number {
  return config.encoder === 'conv' ? 2 * config.width : config.width;
}

/** What a convolution sees of the rows around one: `kernel` of them, an odd number, each `dilation` from the next. */
export type Taps = { kernel: number; dilation: number };

/** A dense layer sees the row alone. */
export const DENSE: Taps = { kernel: 1, dilation: 1 };

/** What a block's convolution sees; for `bag`, whose blocks are dense, the row alone. */
export function blockTaps({ encoder, kernel, dilation }: NetworkConfig, block: number): Taps {
  return encoder === 'conv' ? { kernel, dilation: Math.min(dilation ** block, MAX_DILATION) } : DENSE;
}

/** Rows on each side of a row that a convolution sees. */
export function reachOf({ kernel, dilation }: Taps): number {
  return ((kernel - 1) / 2) * dilation;
}

/** Tokens on each side of a token that each block's convolution sees. */
export function blockReaches(config: NetworkConfig): number[] {
  return Array.from({ length: config.blocks }, (_, block) => reachOf(blockTaps(config, block)));
}

/** Tokens on each side of a token that the farthest convolution sees: so many rows of zeros part packed texts. */
export function packingReach(config: NetworkConfig): number {
  return Math.max(0, ...blockReaches(config));
}
