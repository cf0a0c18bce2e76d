import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export type Entries = Readonly<Record<string, string | Uint8Array>>;

/** A `.tar.gz` of these files. */
export async function tarGz(entries: Entries): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  return gzipSync(await buffer(archive));
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATE = 8;
const VERSION = 20;

/**
 * A `.zip` of these files (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
 *
 * @param claimed the size that the headers tell of each file; by default the true one.
 */
export function zip(entries: Entries, claimed?: number): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const size = claimed ?? bytes.length;
    const fields = [VERSION, 0, DEFLATE, 0, 0];
    const sizes = [crc32(bytes), packed.length, size];
    const label = Buffer.from(name);
    const lengths = [label.length, 0];
    locals.push(words([LOCAL]), halves(fields), words(sizes), halves(lengths), label, packed);
    centrals.push(words([CENTRAL]), halves([VERSION, ...fields]), words(sizes));
    centrals.push(halves([...lengths, 0, 0, 0]), words([0, offset]), label);
    offset += 30 + label.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const count = Object.keys(entries).length;
  const end = [words([END]), halves([0, 0, count, count]), words([directory.length, offset]), halves([0])];
  return Buffer.concat([...locals, directory, ...end]);
}

function halves(values: readonly number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}

function words(values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
