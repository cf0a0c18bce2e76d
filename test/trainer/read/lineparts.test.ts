import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinePart, lineParts } from '../../../trainer/read/lineparts.ts';

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function partsOf(bytes: Uint8Array, size: number, partBytes: number): Promise<LinePart[]> {
  const parts: LinePart[] = [];
  for await (const part of lineParts(piecesOf(bytes, size), partBytes)) parts.push(part);
  return parts;
}

describe('lineParts()', () => {
  it('has every byte once, in parts that begin and end with lines', async () => {
    const line = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', ''));
    const file = fc.array(line, { maxLength: 20 }).map((lines) => Buffer.from(lines.join('\n')));
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        async (bytes, size, partBytes) => {
          const parts = await partsOf(bytes, size, partBytes);
          let at = 0;
          for (const [i, { part, bytes: own }] of parts.entries()) {
            expect(part.begin).toBe(at);
            const before = part.begin === 0 ? 0 : 1;
            expect(own.subarray(0, before)).toEqual(new Uint8Array(before).fill(0x0a));
            expect(Buffer.from(own.subarray(before))).toEqual(bytes.subarray(part.begin, part.end));
            if (i < parts.length - 1) expect(own.at(-1)).toBe(0x0a);
            at = part.end;
          }
          expect(at).toBe(bytes.length);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('keeps no more of a line that is too long than tells so', async () => {
    const bytes = Buffer.from(`good\n${'x'.repeat(300_000)}\nbad\n`);
    const parts = await partsOf(bytes, 1000, 4096);
    expect(parts.reduce((sum, each) => sum + each.bytes.length, 0)).toBeLessThan(70_000);
    expect(parts.at(-1)).toEqual({
      part: { begin: 300_006, end: 300_010 },
      bytes: new Uint8Array(Buffer.from('\nbad\n')),
    });
  });
});
