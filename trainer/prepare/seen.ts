import type { Interner } from '../read/interner.ts';
import type { KnownTexts } from '../read/knowntexts.ts';
import type { Subset } from './parts.ts';

/**
 * How many texts that are measured on were in the training of the model that a run goes on from.
 *
 * @param groups of texts, whose strings are digests.
 */
export function countSeen(
  known: KnownTexts | undefined,
  { texts, selected }: Subset,
  groups: Interner,
): number {
  if (known === undefined) return 0;
  const keys = [...groups.strings()];
  return selected.filter((text) => known.has(keys[texts.groups[text]])).length;
}

/** What a person is told of them: a few are short ones that anyone may write, or so by chance. */
export function describeSeen(seen: number, dev: number): string[] {
  if (seen <= dev * CHANCE) return [];
  const [some, all] = [seen, dev].map((count) => count.toLocaleString('en-US'));
  return [
    `note: ${some} of ${all} held-back rows were in the training of the model that this goes on from: the figure flatters`,
  ];
}

const CHANCE = 0.02;
