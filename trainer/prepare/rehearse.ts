import { readTexts, relabel, type TextNumbers, type Texts } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import { clean } from '../print.ts';
import { nameLike } from '../read/labels.ts';
import type { LoadOptions } from '../read/load.ts';
import type { Base } from './base.ts';
import type { Subset, TrainAndDev } from './parts.ts';

/** How much more a new text counts than one that is rehearsed: docs/decisions/0010-fine-tuning.md. */
const NEW_WEIGHT = 4;

/** Texts that are trained on beside the data, so that what a model knew is not forgotten (rehearsal, Robins 1995). */
export type Rehearsal = {
  texts: Texts;
  /** Those of the data and of the rehearsed texts, by name. */
  labels: string[];
};

type RehearsalOptions = LoadOptions & { rehearse: string; base?: Base | undefined };

/**
 * Reads the texts to rehearse.
 *
 * @param labels of the data.
 * @param maxTokens of a text.
 * @throws UserError where a label is neither one of the data nor, with those of the data, one of the model's.
 */
export async function readRehearsal(
  options: RehearsalOptions,
  { labels, maxTokens }: { labels: readonly string[]; maxTokens: number },
  numbers: TextNumbers,
): Promise<Rehearsal> {
  const { rehearse: path, base } = options;
  const read = { ...options, splitGroupColumn: false as const, maxTokens, excluded: new Set<string>() };
  const texts = await readTexts(path, read, numbers);
  const known = base?.model.config.labels ?? [];
  const named = nameLike(labels, texts.firsts);
  const allowed = labels.every((label) => known.includes(label)) ? known : labels;
  const stray = named.find(({ label }) => !allowed.includes(label));
  if (stray !== undefined) {
    throw new UserError(
      `line ${stray.line} of ${path} has the label "${clean(stray.label.slice(0, 60))}", which cannot be rehearsed ` +
        `beside the data: allowed ${clean(allowed.join(', '))}`,
    );
  }
  const all = [...new Set([...labels, ...named.map(({ label }) => label)])].sort();
  return { texts: relabel(texts, named, all), labels: all };
}

/** The parts with the rehearsed texts in training, after the others, which count four times as much. Those that dev has are left out. */
export function withRehearsal({ train, dev, purged }: TrainAndDev, { texts }: Rehearsal): TrainAndDev {
  const held = new Set(Array.from(dev.selected, (text) => dev.texts.groups[text]));
  const rehearsed = texts.labels.map((_, text) => text).filter((text) => !held.has(texts.groups[text]));
  return { train: joined(train, { texts, selected: rehearsed }), dev, purged };
}

/** What a person is told of them. */
export function describeRehearsal(rehearsed: number): string[] {
  if (rehearsed === 0) return [];
  return [`${rehearsed.toLocaleString('en-US')} of them are rehearsed, and count a quarter of the others`];
}

function joined(own: Subset, { texts, selected }: Subset): Subset {
  const before = own.texts.size;
  return {
    texts: joinTexts(own.texts, texts),
    selected: Int32Array.from([...own.selected, ...selected.map((text) => before + text)]),
  };
}

function joinTexts(own: Texts, more: Texts): Texts {
  const after = own.offsets[own.size];
  return {
    size: own.size + more.size,
    labels: joinInts(own.labels, more.labels),
    lines: joinInts(own.lines, more.lines),
    groups: joinInts(own.groups, more.groups),
    splitGroups: undefined,
    offsets: joinInts(
      own.offsets,
      more.offsets.subarray(1).map((offset) => after + offset),
    ),
    tokens: joinInts(own.tokens.subarray(0, after), more.tokens),
    weights: Float32Array.from({ length: own.size + more.size }, (_, text) =>
      text < own.size ? NEW_WEIGHT * (own.weights?.[text] ?? 1) : (more.weights?.[text - own.size] ?? 1),
    ),
  };
}

function joinInts(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
