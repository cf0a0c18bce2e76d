import { MAX_ROW_BYTES } from './format.ts';
import { parseJson } from './json.ts';
import { type Named, type Row, type RowReading, takeName } from './row.ts';

/** What is said of a row that is too long, whatever its format. */
export const TOO_LONG = `The row has more than ${MAX_ROW_BYTES} bytes, allowed are ${MAX_ROW_BYTES} at most.`;

/** The first field of an object, where it is a name: text or number, and a sign behind it which tells that it is whole. */
const FIRST_NAME =
  /^[ \t]*\{[ \t]*"(?:id|line)"[ \t]*:[ \t]*(?:"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+)(?=[ \t]*[,}])/;

/**
 * The row of a line that is too long to be read. Its name is kept where it stands at the beginning: as the first field of an object, or in a cell
 * that is whole.
 *
 * @param beginning of the line.
 */
export function readTooLong(beginning: Uint8Array, { format, columns = [] }: RowReading): Row {
  // What is cut off in its midst is left out; what is no UTF-8 before has no name.
  const text = decodeBeginning(beginning);
  if (format === 'ndjson') return { ...nameIn(text), error: TOO_LONG };
  const at = format === 'tsv' ? columns.indexOf('id') : -1;
  const cells = text.split('\t');
  return at >= 0 && at < cells.length - 1 ? { id: cells[at], error: TOO_LONG } : { error: TOO_LONG };
}

function decodeBeginning(beginning: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(beginning, { stream: true });
  } catch {
    return '';
  }
}

function nameIn(text: string): Named {
  const [field] = FIRST_NAME.exec(text) ?? [];
  const object = field === undefined ? undefined : parseJson(`${field}}`);
  return object === undefined ? {} : takeName(object as Record<string, unknown>);
}
