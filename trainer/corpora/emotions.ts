import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { EMOTIONS } from './corpora.ts';
import { plainText } from './markup.ts';
import { type BadRow, linesOf } from './rows.ts';

/** A text with the name of an emotion. */
export type EmotionExample = { text: string; label: string; place: string };

const NEUTRAL = 'neutral';

/**
 * The texts of a GoEmotions file that have exactly one of its 27 emotions, `text<TAB>emotions<TAB>id` (Demszky et al. 2020). Those that are
 * neutral or have several are left out.
 */
export async function* readEmotions(path: string): AsyncGenerator<EmotionExample | BadRow> {
  for await (const row of linesOf(basename(path), createReadStream(path))) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const [text, numbers = ''] = row.text.split('\t');
    if (numbers.includes(',')) continue;
    const label = /^\d+$/.test(numbers) ? EMOTIONS[Number(numbers)]?.slice(0, -1) : undefined;
    if (label === undefined) yield { place: row.place, problem: 'has no text and emotion' };
    else if (label !== NEUTRAL) yield { text: plainText(text), label, place: row.place };
  }
}
