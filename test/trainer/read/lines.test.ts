import { describe, expect, it } from 'vitest';
import { decodeLine, MAX_ROW_LENGTH, readLines } from '../../../trainer/read/lines.ts';
import { bytes } from '../files.ts';

/** Lines of the content, cut into chunks of `size` bytes. */
async function linesOf(content: Uint8Array, size: number): Promise<[number, string | null][]> {
  async function* chunks() {
    for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  }
  const lines: [number, string | null][] = [];
  for await (const entry of readLines(chunks())) {
    const decoded = decodeLine(entry);
    lines.push([entry.line, 'text' in decoded ? decoded.text : null]);
  }
  return lines;
}

describe('readLines()', () => {
  it.each([1, 2, 3, 5, 1000])('gives the same lines from chunks of %i bytes', async (size) => {
    const content = bytes([0xef, 0xbb, 0xbf], 'é一😀\r\n\n\r\nlast');
    expect(await linesOf(content, size)).toEqual([
      [1, 'é一😀'],
      [2, ''],
      [3, ''],
      [4, 'last'],
    ]);
  });

  it('gives no line after the last line end', async () => {
    expect(await linesOf(bytes('a\n'), 10)).toEqual([[1, 'a']]);
  });

  it('gives nothing for no bytes', async () => {
    expect(await linesOf(bytes(), 10)).toEqual([]);
  });

  it.each([
    [MAX_ROW_LENGTH, 'a'.repeat(MAX_ROW_LENGTH)],
    [MAX_ROW_LENGTH + 1, null],
    [4 * MAX_ROW_LENGTH, null],
  ])('bounds a line of %i bytes', async (length, expected) => {
    for (const end of ['\n', '\r\n', '']) {
      const lines = await linesOf(bytes('a'.repeat(length), end, end && 'b'), 65_536);
      expect(lines[0]).toEqual([1, expected]);
      if (end) expect(lines[1]).toEqual([2, 'b']);
    }
  });

  it.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0x80]]])('finds that %j is no UTF-8', async (wrong) => {
    expect(await linesOf(bytes('a\n', wrong, '\nb\n'), 4)).toEqual([
      [1, 'a'],
      [2, null],
      [3, 'b'],
    ]);
  });
});
