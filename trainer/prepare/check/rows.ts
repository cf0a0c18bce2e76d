import { detect, languageOf } from '../../../src/model/text/language.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { growingInts } from '../../encode/growinglist.ts';
import type { Example } from '../../read/examples.ts';
import { type Finding, findingsIn } from './characters.ts';

/** Rows in which something was found. */
export type FoundRows = { rows: number /** The first of their lines. */; lines: number[] };

/** Lines that are kept of a finding. */
const MOST_LINES = 10_000;

/** What the characters of rows show, one row after the other. No text is kept. */
export class CharacterCheck {
  readonly found: Record<Finding, FoundRows> = {
    emails: { rows: 0, lines: [] },
    telephones: { rows: 0, lines: [] },
    damaged: { rows: 0, lines: [] },
  };

  add({ text, line }: Pick<Example, 'text' | 'line'>): void {
    for (const finding of findingsIn(text)) {
      const found = this.found[finding];
      found.rows++;
      if (found.lines.length < MOST_LINES) found.lines.push(line);
    }
  }
}

/** Tokens that are counted of a text. */
const MOST_TOKENS = 1_000_000;

/** How long texts are, in tokens. */
export type Lengths = {
  median: number;
  /** Nine texts in ten have no more. */
  p90: number;
  p99: number;
  longest: number;
  /** Texts without a token. */
  empty: number;
  /** Tokens that a model reads in one go, and the texts that have more. */
  limit: number;
  over: number;
};

/** How long the texts of rows are and what language they read like, one row after the other. */
export class ReadingCheck {
  readonly #tokens = growingInts();
  readonly languages = { en: 0, zh: 0, und: 0 };

  add({ text }: Pick<Example, 'text'>): void {
    const { tokens } = tokenize(text, MOST_TOKENS);
    this.#tokens.push(tokens.length);
    if (tokens.length > 0) this.languages[languageOf(detect(tokens))]++;
  }

  /** @param limit tokens that a model reads in one go. */
  lengths(limit: number): Lengths {
    const sorted = this.#tokens.view().slice().sort();
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      ...{ median: at(0.5), p90: at(0.9), p99: at(0.99), longest: at(1) },
      empty: sorted.filter((tokens) => tokens === 0).length,
      limit,
      over: sorted.filter((tokens) => tokens > limit).length,
    };
  }
}
