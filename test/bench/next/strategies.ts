import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { chooseNext } from '../../../trainer/scoring/next.ts';

/** A text that may be labelled next, and what a model says of it. */
export type Candidate = {
  /** Its place in the order in which random texts are drawn. */
  index: number;
  text: string;
  /** The highest probability less the second one: small where the model hesitates. */
  margin: number;
};

/** Texts of a round that are labelled next, of those that are left, in their random order. */
export type Strategy = (left: readonly Candidate[], count: number) => Candidate[];

/** What texts are chosen by: `half` is what `trainer next` does, `diverse` the same without uncertain texts that are alike. */
export const STRATEGIES: Readonly<Record<string, Strategy>> = {
  random: (left, count) => left.slice(0, count),
  half(left, count) {
    const { random, uncertain } = chooseNext(left, count);
    return [...random, ...uncertain];
  },
  uncertain: (left, count) => byMargin(left).slice(0, count),
  diverse(left, count) {
    const { random } = chooseNext(left, count);
    const others = byMargin(left.slice(random.length));
    return [...random, ...unlike(others, count).slice(0, count - random.length)];
  },
};

/** The most uncertain first; of equals, the first at random. */
function byMargin(left: readonly Candidate[]): Candidate[] {
  return left.toSorted((a, b) => a.margin - b.margin || a.index - b.index);
}

/** Texts that share so many of all their tokens are alike. */
const ALIKE = 0.4;

/** The first texts of which none is like an earlier one, then the others. */
function unlike(ordered: readonly Candidate[], count: number): Candidate[] {
  const kept: { candidate: Candidate; tokens: Set<string> }[] = [];
  for (const candidate of ordered) {
    if (kept.length === count) break;
    const tokens = new Set(tokenize(candidate.text, 256).tokens.map(({ text }) => text));
    if (kept.every((other) => jaccard(other.tokens, tokens) < ALIKE)) kept.push({ candidate, tokens });
  }
  const first = new Set(kept.map(({ candidate }) => candidate));
  return [...first, ...ordered.filter((candidate) => !first.has(candidate))];
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
