import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip } from '../../../trainer/files/gunzip.ts';
import { readExamples } from '../../../trainer/read/examples.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const MILLION = 1_000_000;

/** Rows that are read, and those that are not. */
async function read(path: string) {
  const bad: string[] = [];
  let rows = 0;
  for await (const _ of readExamples(path, { onBadRow: (line, why) => bad.push(`${line} ${why}`) })) rows++;
  return { rows, bad };
}

describe('readExamples() of a hostile table', () => {
  it.each<[shape: string, name: string, content: () => string | Uint8Array, message: string]>([
    [
      'gzip that unpacks to 300 times its size and more',
      'bomb.csv',
      () => gzipSync(Buffer.alloc(68 * 1024 * 1024, `text,label\n${'a'.repeat(60_000)},b\n`)),
      'unpacks to more than 200 times its size, as no labelled texts do: unpack it with gunzip',
    ],
    [
      'a quote without end',
      'quote.csv',
      () => `text,label\n"${'a\n'.repeat(9 * MILLION)}`,
      'begins at line 2 does not end within 16777216 bytes, so a quote is probably not closed',
    ],
    ['a header of 1 MB', 'wide.csv', () => `text,label,${'x'.repeat(MILLION)}\na,b,c\n`, 'the first line of'],
    ['a million columns', 'columns.tsv', () => `text${'\t'.repeat(MILLION)}\na\tb\n`, 'the first line of'],
    [
      '200,000 columns',
      'columns.csv',
      () => `text${','.repeat(200_000)}\na,b\n`,
      'has over 4096 columns, allowed',
    ],
  ])('refuses %s', async (_, name, content, message) => {
    await expect(read(write(name, content()))).rejects.toThrow(message);
  });

  it.each([',', '\t', ';'])('leaves out a row of a million columns between %j', async (delimiter) => {
    const rows = ['text,label', 'a,b', ','.repeat(MILLION), 'c,d', ''].join('\n');
    const { rows: good, bad } = await read(write('row.csv', rows.replaceAll(',', delimiter)));
    expect(good).toBe(2);
    expect(bad).toEqual([expect.stringMatching(/^3 (has|is over) /)]);
  });

  it.each([
    ['quotes', '"\n'],
    ['quotes that close too early', '"a"b\n'],
    ['doubled quotes', '"a""'],
    ['backslashes', '"\\'],
  ])('tells within seconds what 200 KB of %s are', async (_, part) => {
    const path = write('odd.csv', `text,label\n${part.repeat(200_000 / part.length)}`);
    const from = performance.now();
    await read(path).catch((error: Error) => expect(error.message).toMatch(/quote/));
    expect(performance.now() - from).toBeLessThan(20_000);
  });
});

it('gunzip() lets a file through that shrinks as texts do', async () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `row ${i * i}\n`).join('');
  const chunks: Buffer[] = [];
  const packed = (async function* () {
    yield gzipSync(text);
  })();
  for await (const chunk of gunzip('a.gz', packed)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe(text);
});
