import { describe, expect, it } from 'vitest';
import { readKey } from '../../../trainer/bulk/key.ts';
import { readUrl } from '../../../trainer/bulk/url.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const HTTPS = 'https://bulk.example.com';

describe('readKey()', () => {
  it.each([
    ['nothing', {}, {}, undefined],
    ['an empty variable', {}, { EDGE_SENTIMENT_KEY: '' }, undefined],
    ['the variable', {}, { EDGE_SENTIMENT_KEY: 'a' }, 'a'],
    ['a flag before the variable', { key: 'b' }, { EDGE_SENTIMENT_KEY: 'a' }, 'b'],
    ['a file', { keyFile: write('key', 'c\n') }, { EDGE_SENTIMENT_KEY: 'a' }, 'c'],
  ])('takes %s', async (_, flags, env, key) => {
    expect(await readKey(flags, env, HTTPS, () => {})).toBe(key);
  });

  it.each([
    ['a key of two words', { key: 'secret secret' }, /^--key has no key: allowed are letters/],
    ['a key with a line end', { keyFile: write('two', 'secret\nsecret') }, /two has no key: allowed are/],
    ['an empty file', { keyFile: write('empty', '\n') }, /empty has no key/],
    [
      'a large file',
      { keyFile: write('large', 'secret'.repeat(1000)) },
      /large has 6000 bytes, allowed up to 4096/,
    ],
    ['two keys', { key: 'secret', keyFile: 'x' }, /^--key and --key-file are both given/],
  ])('refuses %s, and has nothing of it in the message', async (_, flags, message) => {
    const error = await readKey(flags, {}, HTTPS, () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('secret');
  });

  it.each([
    [HTTPS, 0],
    ['http://localhost:8787', 0],
    ['http://127.0.0.1:8787', 0],
    ['http://[::1]', 0],
    ['http://bulk.example.com', 1],
    ['http://localhost.example.com', 1],
  ])('notes where a key can be read on its way: %s', async (url, notes) => {
    const said: string[] = [];
    await readKey({ key: 'secret' }, {}, url, (message) => said.push(message));
    expect(said).toHaveLength(notes);
  });
});

describe('readUrl()', () => {
  it.each([
    ['http://localhost:8787', 'http://localhost:8787'],
    ['https://x.org/bulk//', 'https://x.org/bulk'],
  ])('takes %s', (text, url) => expect(readUrl(text)).toBe(url));

  it.each([
    ['localhost:8787', '--url is localhost:8787, allowed an address such as'],
    ['ftp://x.org', '--url is ftp://x.org, allowed an address such as'],
    ['', '--url is , allowed an address such as'],
    ['https://name:secret@x.org', '--url has a name or a password'],
    ['https://x.org?key=secret', '--url has ? or #, allowed an address without them'],
  ])('refuses %s', (text, message) => expect(() => readUrl(text)).toThrow(message));
});
