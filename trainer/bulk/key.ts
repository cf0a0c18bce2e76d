import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { isOpen } from './url.ts';

const VARIABLE = 'EDGE_SENTIMENT_KEY';
const MOST_BYTES = 4096;
/** What may stand in a header behind `Bearer`. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * The key, where one is given: no message has anything of it.
 *
 * @param report told where the key can be read on its way.
 * @throws UserError when two are given, or one that is none.
 */
export async function readKey(
  { key: given, keyFile }: { key?: string | undefined; keyFile?: string | undefined },
  env: NodeJS.ProcessEnv,
  url: string,
  report: (message: string) => void,
): Promise<string | undefined> {
  if (given !== undefined && keyFile !== undefined)
    throw new UserError('--key and --key-file are both given, allowed one of them: give the file', 2);
  const key = keyFile === undefined ? (given ?? (env[VARIABLE] || undefined)) : await readFile(keyFile);
  if (key === undefined) return undefined;
  const from = keyFile ?? (given === undefined ? VARIABLE : '--key');
  if (!KEY.test(key))
    throw new UserError(`${from} has no key: allowed are letters, digits and signs of ASCII without blanks`);
  if (isOpen(url)) report(`note: the key can be read on its way to ${url}: give an address of https`);
  return key;
}

async function readFile(path: string): Promise<string> {
  const tooLong = (bytes: number) =>
    new UserError(`${path} has ${bytes} bytes, allowed up to ${MOST_BYTES} for a key`);
  return (await readUpTo(path, MOST_BYTES, tooLong)).toString().trim();
}
