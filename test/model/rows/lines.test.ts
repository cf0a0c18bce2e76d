import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_END_BYTES, MAX_ROW_BYTES } from '../../../src/model/rows/format.ts';
import { type Line, PartLines, partAt, rangeOf } from '../../../src/model/rows/lines.ts';
import { sized } from '../../size.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

type Read = { offset: number; text: string | null };

function shown({ offset, bytes }: Line): Read {
  return { offset, text: bytes && decoder.decode(bytes) };
}

/** The lines of a file that is cut into parts, each of which comes in pieces of these sizes. */
function linesInParts(file: Uint8Array, partBytes: number, pieces: readonly number[]): Read[] {
  const all: Read[] = [];
  for (let part = 0; part * partBytes < file.length; part++) {
    const place = partAt(part, partBytes, file.length);
    const { offset, length } = rangeOf(place, file.length);
    const lines = new PartLines(place);
    let at = offset;
    for (let i = 0; at < offset + length && !lines.isDone; i++) {
      const piece = file.slice(at, Math.min(at + pieces[i % pieces.length], offset + length));
      all.push(...lines.push(piece).map(shown));
      at += piece.length;
      // As a reader does that uses one buffer for all.
      piece.fill(0);
    }
    all.push(...lines.finish().map(shown));
  }
  return all;
}

/** The lines of a file, in the plainest way. */
function linesOf(file: Uint8Array): Read[] {
  const all: Read[] = [];
  let offset = 0;
  while (offset < file.length) {
    const feed = file.indexOf(0x0a, offset);
    const end = feed < 0 ? file.length : feed;
    const bytes = file.subarray(offset, file[end - 1] === 0x0d && end > offset ? end - 1 : end);
    all.push({ offset, text: bytes.length > MAX_ROW_BYTES ? null : decoder.decode(bytes) });
    offset = end + 1;
  }
  return all;
}

const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('PartLines', () => {
  it('has every line once and in order, wherever parts and pieces are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\n', '\r', 'é'), maxLength: 60 });
    const cut = fc.property(text, fc.integer({ min: 1, max: 20 }), pieces, (written, partBytes, sizes) => {
      const file = encoder.encode(written);
      expect(linesInParts(file, partBytes, sizes)).toEqual(linesOf(file));
    });
    fc.assert(cut, { numRuns: sized(500, 50_000) });
  });

  it.each([-1, 0, 1, 2, 3, 100_000])(
    'knows a row of %i bytes beyond the most, wherever it is cut',
    (more) => {
      const long = 'a'.repeat(MAX_ROW_BYTES + more);
      for (const end of ['', '\n', '\r\n', '\nb', '\r\nb\n']) {
        const file = encoder.encode(`x\n${long}${end}`);
        for (const partBytes of [1000, 65_536, 65_538, 1_000_000])
          for (const piece of [997, 16_384, 1_000_000])
            expect(linesInParts(file, partBytes, [piece])).toEqual(linesOf(file));
      }
    },
  );

  it('reads no more than the longest line behind the end of its part', () => {
    expect(rangeOf({ begin: 0, end: 10 }, 1_000_000)).toEqual({
      offset: 0,
      length: 10 + MAX_ROW_BYTES + LINE_END_BYTES,
    });
    expect(rangeOf({ begin: 10, end: 20 }, 25)).toEqual({ offset: 9, length: 16 });
  });

  it('is done as soon as no line of its part can follow', () => {
    const lines = new PartLines({ begin: 4, end: 8 });
    expect(lines.push(encoder.encode('\nab\ncd')).map(shown)).toEqual([{ offset: 4, text: 'ab' }]);
    expect(lines.isDone).toBe(false);
    expect(lines.push(encoder.encode('e\nf\n')).map(shown)).toEqual([{ offset: 7, text: 'cde' }]);
    expect(lines.isDone).toBe(true);
    expect(lines.push(encoder.encode('g\n'))).toEqual([]);
  });
});
