import { pairAt } from '../../src/model/text/encode.ts';
import { isCharacter } from '../../src/model/text/patterns.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import en from './people.en.json' with { type: 'json' };
import zh from './people.zh.json' with { type: 'json' };

/**
 * Words for what people are, in lists by kind; lines of words parted by spaces. Words, and pairs of characters, that often mean something else
 * stand in no list: `ambiguous` has them, so that nobody adds them.
 */
type People = { lists: Readonly<Record<string, readonly string[]>>; ambiguous: readonly string[] };

const PEOPLE: Readonly<Record<string, People>> = { en, zh };

/**
 * The tokens by which a model tells people apart, by language and list, such as `en.faiths`: English words, the pairs of characters of
 * Chinese ones, and characters that stand for a country.
 *
 * @throws RangeError when there are no lists of a language.
 */
export function peopleTokens(languages: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    languages.flatMap((language) => {
      if (!Object.hasOwn(PEOPLE, language)) {
        throw new RangeError(`language is ${language}, allowed ${Object.keys(PEOPLE).join(', ')}`);
      }
      const { lists, ambiguous } = PEOPLE[language];
      const others = new Set(wordsOf(ambiguous));
      return Object.entries(lists).map(([list, lines]) => {
        const tokens = wordsOf(lines).flatMap(tokensOfWord);
        return [`${language}.${list}`, [...new Set(tokens)].filter((token) => !others.has(token))];
      });
    }),
  );
}

/** A word that is one token, or the pairs of one that is characters alone; nothing of any other. */
function tokensOfWord(word: string): string[] {
  const { tokens } = tokenize(word);
  if (tokens.length === 1 && tokens[0].text === word) return [word];
  if (!tokens.every(({ text }) => isCharacter(text))) return [];
  return tokens.flatMap((_, i) => pairAt(tokens, i) ?? []);
}

function wordsOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
