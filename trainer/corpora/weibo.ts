import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { groupKey } from '../read/split.ts';
import { type BadRow, type CorpusExample, type CorpusReader, linesOf, named, readJson } from './rows.ts';

/** A label is null where a mood is for one pole as for the other. */
const labelOf = named({
  anger: 'negative',
  angry: 'negative',
  disgust: 'negative',
  fear: 'negative',
  sad: 'negative',
  sadness: 'negative',
  none: 'neutral',
  neutral: 'neutral',
  happiness: 'positive',
  happy: 'positive',
  like: 'positive',
  surprise: null,
});
const MOOD_AND_TEXT = /^([a-z]+)[:,](.*)$/s;
/** A text whose digest begins with a byte below this is held back for measuring: 13 of 256, 5 %. */
const HELD_BACK_BYTES = 13;

/** The two parts of a corpus that has no part of its own for measuring, by the digests of texts. */
export function withPartHeldBack(set: string, read: CorpusReader) {
  return {
    train: (paths: readonly string[]) => notHeldBack(read(paths)),
    sets: { [set]: (paths: readonly string[]) => heldBack(read(paths)) },
  };
}

function isHeldBack(text: string): boolean {
  return Number.parseInt(groupKey(text).slice(0, 2), 16) < HELD_BACK_BYTES;
}

async function* notHeldBack(
  rows: AsyncGenerator<CorpusExample | BadRow>,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of rows) if ('problem' in row || !isHeldBack(row.text)) yield row;
}

/** Each text once, those without that have two labels. */
async function* heldBack(rows: AsyncGenerator<CorpusExample | BadRow>): AsyncGenerator<CorpusExample> {
  const texts = new Map<string, CorpusExample | null>();
  for await (const row of rows) {
    if ('problem' in row || !isHeldBack(row.text)) continue;
    const key = groupKey(row.text);
    const known = texts.get(key);
    texts.set(key, known === undefined || known?.label === row.label ? row : null);
  }
  for (const row of texts.values()) if (row !== null) yield row;
}

/** Weibo with a mood each, `mood:text` or `mood,text` a line, after lines about the file. */
export async function* readMoods(paths: readonly string[]): AsyncGenerator<CorpusExample | BadRow> {
  for (const path of paths) {
    for await (const row of linesOf(basename(path), createReadStream(path))) {
      if ('problem' in row) yield row;
      else if (!row.text.startsWith('##') && row.text.trim() !== '') {
        const [, mood = '', text = ''] = MOOD_AND_TEXT.exec(row.text) ?? [];
        yield* rowOf(row.place, mood, text);
      }
    }
  }
}

/**
 * Weibo of everyday and of the pandemic, a list of `{ content, label }` a file (SMP 2020, EWECT).
 *
 * @throws UserError when a file is none.
 */
export async function* readEwect(paths: readonly string[]): AsyncGenerator<CorpusExample | BadRow> {
  for (const path of paths) {
    const rows = await readJson(path);
    if (!Array.isArray(rows))
      throw new UserError(`${path} has no list of texts: it is not the file of the recipe`);
    for (const [index, { content, label }] of (rows as Record<string, unknown>[]).entries()) {
      yield* rowOf(
        `${basename(path)}, ${index + 1}`,
        String(label),
        typeof content === 'string' ? content : '',
      );
    }
  }
}

function* rowOf(place: string, mood: string, text: string): Generator<CorpusExample | BadRow> {
  const label = labelOf(mood);
  if (label === undefined) yield { place, problem: `has the mood "${mood.slice(0, 40)}"` };
  else if (label !== null && text.trim() !== '') yield { place, text, label };
}
