import { UserError } from '../errors.ts';
import { digest, rankOf } from '../read/heldout.ts';
import { groupKey } from '../read/split.ts';
import { oneLine } from './markup.ts';
import type { BadRow, CorpusExample } from './rows.ts';

/** One source of a mix, read anew for each pass. */
export type MixSource = {
  name: string;
  read: () => AsyncGenerator<CorpusExample | BadRow>;
  /** How much each of its texts counts in training; 1 = as much as any other. */
  weight: number;
  /**
   * How far rare labels are made up for, from 0, not at all, to 1: all labels of the source weigh the same together. A
   * text's weight is multiplied by (texts / labels / texts of its label) to this power.
   */
  balance: number;
  /** Texts that are kept at most: those with the lowest hashes. */
  cap?: number | undefined;
};

export type MixOptions = {
  /** In this order: of equal texts the first one's source has it. */
  sources: readonly MixSource[];
  /** Digests of texts that must not be trained on, nor what has one as its split group, such as a phrase of a held-out sentence. */
  heldOut: ReadonlySet<string>;
  /** Whether a text is a piece of a held-out one, and must not be trained on either. */
  isPiece: (text: string) => boolean;
  /** Share of each source's texts to keep after its cap, chosen by their hashes, above 0; 1 = all. */
  share: number;
  /** Decides which texts lie below caps and share. */
  seed: number;
  onBadRow: (source: string, row: BadRow) => void;
};

/** What became of a source's rows. */
export type SourceCounts = {
  read: number;
  bad: number;
  heldOut: number;
  /** Rows whose text shares a run of letters with a held-out one, or belongs to one. */
  piece: number;
  /** Rows whose text another row has, of this source or an earlier one. */
  duplicate: number;
  /** Rows whose text has two labels equally often. */
  contradictory: number;
  /** Rows beyond the source's cap or the share asked for. */
  left: number;
  kept: Record<string, number>;
};

type Counts = Map<string, SourceCounts>;

/** Where a text was met first, what its rows say, and its place in the order that caps and share cut. */
type Seen = { source: number; row: number; votes: Map<string, number>; rank: number };

/**
 * Mixes sources into the lines of one file, `label<TAB>text<TAB>source<TAB>weight<TAB>split_group`, with a header. A text
 * that is held out is left out, one that is there before is taken once. Where its rows disagree, the label with most votes
 * wins, and a draw leaves the text out. Texts compare by `digestKey`. The split group is that of the row that is taken, empty
 * where it has none. Equal sources and options give equal lines.
 *
 * @param counts gets what became of the rows, by source, as the lines are taken.
 * @throws UserError when nothing is left.
 */
export async function* mixLines(options: MixOptions, counts: Counts): AsyncGenerator<string> {
  const { sources } = options;
  const seen = await firstPass(options);
  const limits = rankLimits(seen, options);
  const weights = labelWeights(seen, limits, options);
  let lines = 0;
  yield 'label\ttext\tsource\tweight\tsplit_group\n';
  for (const [source, { name }] of sources.entries()) {
    const count = newCounts();
    counts.set(name, count);
    for await (const entry of secondPass(options, source, seen, limits[source], count)) {
      const { label, text, splitGroup = '' } = entry;
      yield `${label}\t${oneLine(text)}\t${name}\t${weights[source].get(label)}\t${splitGroup}\n`;
      lines++;
    }
  }
  if (lines === 0) throw new UserError('the mix is empty: every text is held out, bad or beyond the share');
}

/** Texts themselves are not kept: a mix may be larger than the memory. */
async function firstPass({ sources, heldOut, isPiece, seed }: MixOptions): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const [source, { read }] of sources.entries()) {
    let row = 0;
    for await (const entry of read()) {
      row++;
      if ('problem' in entry || heldOut.has(digest(entry.text))) continue;
      if (heldOut.has(entry.splitGroup ?? '')) continue;
      const key = groupKey(entry.text);
      const known = seen.get(key);
      if (known) known.votes.set(entry.label, (known.votes.get(entry.label) ?? 0) + 1);
      else if (!isPiece(entry.text))
        seen.set(key, { source, row, votes: new Map([[entry.label, 1]]), rank: rankOf(`mix:${key}`, seed) });
    }
  }
  return seen;
}

/** For each source the rank below which its texts are kept. */
function rankLimits(seen: ReadonlyMap<string, Seen>, { sources, share }: MixOptions): number[] {
  const ranks: number[][] = sources.map(() => []);
  for (const { source, votes, rank } of seen.values()) {
    if (winner(votes) !== undefined) ranks[source].push(rank);
  }
  return sources.map(({ cap = Number.POSITIVE_INFINITY }, source) => {
    const kept = Math.round(Math.min(cap, ranks[source].length) * share);
    return ranks[source].sort((a, b) => a - b)[kept] ?? Number.POSITIVE_INFINITY;
  });
}

const WEIGHT_DECIMALS = 4;
/** A source may have few texts of a label that is not its own, where rows of other sources outvote its own. */
const RARE = 0.01;

/** For each source what a text of each label counts. */
function labelWeights(
  seen: ReadonlyMap<string, Seen>,
  limits: readonly number[],
  { sources }: MixOptions,
): Map<string, number>[] {
  const counts = sources.map(() => new Map<string, number>());
  for (const { source, votes, rank } of seen.values()) {
    const label = winner(votes);
    if (label === undefined || rank >= limits[source]) continue;
    counts[source].set(label, (counts[source].get(label) ?? 0) + 1);
  }
  return sources.map(({ weight, balance }, source) => {
    const kept = [...counts[source]];
    const all = kept.reduce((sum, [, count]) => sum + count, 0);
    const labels = kept.filter(([, count]) => count >= RARE * all).length;
    const factor = (count: number) => (count < RARE * all ? 1 : (all / labels / count) ** balance);
    return new Map(
      kept.map(([label, count]) => [label, Number((weight * factor(count)).toFixed(WEIGHT_DECIMALS))]),
    );
  });
}

/** The label with most votes; undefined when two have equally many. */
function winner(votes: ReadonlyMap<string, number>): string | undefined {
  const [first, second] = [...votes].sort(([, a], [, b]) => b - a);
  return second !== undefined && second[1] === first[1] ? undefined : first[0];
}

async function* secondPass(
  { sources, heldOut, onBadRow }: MixOptions,
  source: number,
  seen: ReadonlyMap<string, Seen>,
  limit: number,
  count: SourceCounts,
): AsyncGenerator<{ label: string; text: string; splitGroup?: string }> {
  const { name, read } = sources[source];
  for await (const entry of read()) {
    count.read++;
    if ('problem' in entry) {
      count.bad++;
      onBadRow(name, entry);
      continue;
    }
    if (heldOut.has(digest(entry.text))) {
      count.heldOut++;
      continue;
    }
    const text = seen.get(groupKey(entry.text));
    // The first pass has met every text but pieces.
    if (text === undefined || heldOut.has(entry.splitGroup ?? '')) {
      count.piece++;
      continue;
    }
    const label = winner(text.votes);
    if (label === undefined) count.contradictory++;
    else if (text.source !== source || text.row !== count.read) count.duplicate++;
    else if (text.rank >= limit) count.left++;
    else {
      count.kept[label] = (count.kept[label] ?? 0) + 1;
      yield { ...entry, label };
    }
  }
}

function newCounts(): SourceCounts {
  return { read: 0, bad: 0, heldOut: 0, piece: 0, duplicate: 0, contradictory: 0, left: 0, kept: {} };
}
