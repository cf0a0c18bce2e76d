import { MAX_ROW_BYTES } from './format.ts';
import { PartLines } from './lines.ts';
import { decode } from './row.ts';

/** Bytes of a file by which its header can be read, its end too. */
export const HEADER_BYTES = MAX_ROW_BYTES + 2;

/** The names of a file's columns, or one sentence on what is wrong with them. */
export type Header = { ok: true; columns: string[] } | { ok: false; error: string };

/** Reads the first line of a file of tab-separated values. @param beginning its first `HEADER_BYTES`, or all where it has fewer. */
export function readHeader(beginning: Uint8Array): Header {
  const lines = new PartLines({ begin: 0, end: 1 });
  const [line] = [...lines.push(beginning), ...lines.finish()];
  const text = line?.bytes ? decode(withoutMark(line.bytes)) : null;
  if (text === null) return wrong(`is missing, is not UTF-8 or has more than ${MAX_ROW_BYTES} bytes`);
  const columns = text.split('\t');
  if (!columns.includes('text')) return wrong('names no column "text"');
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) return wrong(`names the column ${JSON.stringify(twice.slice(0, 60))} twice`);
  return { ok: true, columns };
}

function wrong(what: string): Header {
  return {
    ok: false,
    error: `The header line ${what}, allowed names of columns with tabs between them, each once, one of them "text".`,
  };
}

const MARK = [0xef, 0xbb, 0xbf];

/** The first line of a file without a byte order mark. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  return MARK.every((byte, i) => bytes[i] === byte) ? bytes.subarray(MARK.length) : bytes;
}
