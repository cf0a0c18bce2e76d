import type { DataCheck } from '../prepare/check/check.ts';
import type { Repeated } from '../prepare/check/repeated.ts';
import { clean } from '../print.ts';
import { fold } from './fold.ts';
import { cut, grid } from './table.ts';

type Shown = {
  /** Columns of the terminal. */
  width: number;
  /** The beginning of a line's text, where texts are to be shown. */
  textOf: ((line: number) => string) | undefined;
};

/** Labels that the table names. */
const MOST_LABELS = 20;
/** Lines, or texts with several lines, that are named of a finding. */
const MOST_NAMED = 5;

/** What a labelled file has, as lines of a terminal. */
export function checkText(found: DataCheck, shown: Shown): string {
  const { rows, leftOut } = found;
  const left = leftOut > 0 ? `, ${count(leftOut)} more cannot be used` : '';
  const parts = [
    [`${count(rows)} rows${left}`],
    [labelTable(found, shown.width)],
    [grid(figures(found), shown.width)],
    findings(found).flatMap((finding) => linesOf(finding, shown)),
  ];
  return parts
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function labelTable({ labels, rows }: DataCheck, width: number): string {
  const all = Object.entries(labels);
  const share = (of: number) => `${((100 * of) / rows).toFixed(1)} %`;
  const named = all
    .slice(0, MOST_LABELS)
    .map(([label, of]): (string | number)[] => [clean(label), of, share(of)]);
  const others = all.slice(MOST_LABELS);
  const rest = others.reduce((sum, [, of]) => sum + of, 0);
  const more = others.length > 0 ? [[`${count(others.length)} more labels`, rest, share(rest)]] : [];
  return grid([['label', 'rows', 'share'], ...named, ...more], width);
}

function figures({ lengths, languages }: DataCheck): (string | number)[][] {
  const { median, p90, p99, longest, empty, limit, over } = lengths;
  return [
    ['tokens of a text: half have up to', median],
    ['9 in 10 up to', p90],
    ['99 in 100 up to', p99],
    ['the longest', longest],
    ['texts without a token', empty],
    [`texts over ${limit} tokens, of which training reads the first`, over],
    ['texts that read like English', languages.en],
    ['texts that read like Chinese', languages.zh],
    ['texts that read like another language', languages.und],
  ];
}

/** One finding: a sentence, and the places that it is about. */
type Listed = { sentence: string; places: { name: string; line: number }[]; of: number };

function findings(found: DataCheck): Listed[] {
  const { repeats, duplicates, contradictions, parts, emails, telephones, damaged, fewRows } = found;
  const all: Listed[] = [
    {
      sentence: `${rowsOf(contradictions.length, 'text has', 'texts have')} rows with different labels`,
      ...placesOf(contradictions),
    },
    { sentence: `${rowsOf(repeats, 'row repeats', 'rows repeat')} an earlier one`, ...placesOf(duplicates) },
    {
      sentence: partsSentence(parts),
      ...lines(parts.leak ? parts.lines : []),
      of: parts.leak ? parts.parts : 0,
    },
    {
      sentence: `${rowsOf(emails.rows, 'row has', 'rows have')} an e-mail address`,
      ...lines(emails.lines, emails.rows),
    },
    {
      sentence: `${rowsOf(telephones.rows, 'row has', 'rows have')} what looks like a telephone number`,
      ...lines(telephones.lines, telephones.rows),
    },
    {
      sentence: `${rowsOf(damaged.rows, 'row was', 'rows were')} read in the wrong encoding somewhere`,
      ...lines(damaged.lines, damaged.rows),
    },
  ];
  const few = fewRows.slice(0, MOST_NAMED).map((label) => `${clean(label)} ${count(found.labels[label])}`);
  const more = fewRows.length > MOST_NAMED ? ` and ${count(fewRows.length - MOST_NAMED)} more` : '';
  if (few.length > 0) {
    all.push({ sentence: `too few rows to measure them: ${few.join(', ')}${more}`, places: [], of: 1 });
  }
  const some = all.filter(({ of }) => of > 0);
  return some.length > 0 ? some : [{ sentence: 'nothing else was found', places: [], of: 0 }];
}

function partsSentence({ parts, checked }: DataCheck['parts']): string {
  const share = Math.round((100 * parts) / Math.max(1, checked));
  return `${share} % of the rows are parts of longer ones, and no --split-group keeps them together`;
}

function placesOf(repeated: readonly Repeated[]): Pick<Listed, 'places' | 'of'> {
  const places = repeated.map(({ lines: at, labels }) => {
    const several = new Set(labels).size > 1;
    const named = at
      .slice(0, MOST_NAMED)
      .map((line, i) => (several ? `${line} (${clean(labels[i])})` : String(line)));
    const more = at.length > MOST_NAMED ? ` and ${count(at.length - MOST_NAMED)} more` : '';
    return { name: named.join(', ') + more, line: at[0] };
  });
  return { places, of: repeated.length };
}

function lines(all: readonly number[], of = all.length): Pick<Listed, 'places' | 'of'> {
  return { places: all.map((line) => ({ name: String(line), line })), of };
}

function linesOf({ sentence, places, of }: Listed, { width, textOf }: Shown): string[] {
  const named = places.slice(0, MOST_NAMED);
  const rest = of - named.length;
  const more = rest > 0 ? ` and ${count(rest)} more` : '';
  const head = fold(sentence, width);
  if (named.length === 0) return [head];
  const isPlain = named.every(({ name }) => !name.includes(' '));
  if (textOf === undefined && isPlain) {
    const lines = of === 1 ? 'line' : 'lines';
    return [head, fold(`  ${lines} ${named.map(({ name }) => name).join(', ')}${more}`, width)];
  }
  const shown = named.flatMap(({ name, line }) => {
    const place = fold(`  ${isPlain ? 'line' : 'lines'} ${name}`, width);
    return textOf ? [place, cut(`    ${clean(textOf(line))}`, width)] : [place];
  });
  return [head, ...shown, ...(rest > 0 ? [` ${more}`] : [])];
}

function rowsOf(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
