import { InvalidArgumentError, Option } from 'commander';
import { isLanguage, MAX_LANGUAGES } from '../../../src/model/file/metadata.ts';
import { splitNames } from './config.ts';

/** `--languages`. */
export function languagesOption(): Option {
  return new Option(
    '--languages <tags>',
    'what the texts are written in, such as en,zh-Hant, written into the model (default: unstated)',
  ).argParser(parseLanguages);
}

/** @throws InvalidArgumentError when it is no list of different BCP 47 tags. */
function parseLanguages(list: string): readonly string[] {
  const tags = [...new Set(splitNames(list))];
  const stray = tags.find((tag) => !isLanguage(tag));
  if (stray === undefined && tags.length <= MAX_LANGUAGES) return tags;
  throw new InvalidArgumentError(
    stray === undefined
      ? `It has ${tags.length} tags, allowed ${MAX_LANGUAGES}.`
      : `It has ${JSON.stringify(stray.slice(0, 40))}, allowed BCP 47 tags such as en or zh-Hant.`,
  );
}
