/**
 * A process that decodes Parquet. A damaged file can make the decoder write an array until the heap is full, which ends a
 * process and cannot be caught: docs/decisions/0024-parquet-apart.md. It answers one message with one.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ParquetAnswer, ParquetAsk } from './parquet.ts';

/** Bytes of the footer, of a column's part of a row group, and of a row group's wanted columns unpacked. */
const MAX_FOOTER_BYTES = 64 * 1024 * 1024;
const MAX_GROUP_BYTES = 512 * 1024 * 1024;
/** Rows that one answer has. */
const ANSWER_ROWS = 2000;

/** Node's own, which stop where a page is longer than its header says. */
const BOUNDED = {
  GZIP: (input: Uint8Array, length: number) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input: Uint8Array, length: number) =>
    brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input: Uint8Array, length: number) =>
    zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
};

let file: { handle: FileHandle; buffer: AsyncBuffer; metadata: FileMetaData } | undefined;
let group = 0;
let rows: Record<string, unknown>[] = [];

async function answer(ask: ParquetAsk): Promise<ParquetAnswer> {
  if ('path' in ask) return openFile(ask.path);
  if (rows.length === 0) await readGroup(ask.columns);
  return { rows: rows.splice(0, ANSWER_ROWS).map((row) => plain(row) as Record<string, unknown>) };
}

async function openFile(path: string): Promise<ParquetAnswer> {
  const handle = await open(path);
  const { size } = await handle.stat();
  const buffer = { byteLength: size, slice: (start: number, end = size) => slice(handle, size, start, end) };
  const metadata = await parquetMetadataAsync(buffer);
  if (metadata.metadata_length > MAX_FOOTER_BYTES) throw new RangeError('footer too large');
  file = { handle, buffer, metadata };
  const names = metadata.row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data }) => (meta_data === undefined ? [] : [pathOf(meta_data.path_in_schema)])),
  );
  const info = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  return { names: [...new Set(names)], groups: metadata.row_groups.length, huggingface: info };
}

/** `a.list.element` of a list is `a`. */
function pathOf(path: readonly string[]): string {
  const end = path.findIndex((part) => part === 'list' || part === 'key_value');
  return path.slice(0, end < 0 ? undefined : end).join('.');
}

/** Bytes of the file; a column that ends past it is shorter, and its pages then say so. */
async function slice(handle: FileHandle, size: number, start: number, end: number): Promise<ArrayBuffer> {
  const from = Math.min(Math.max(0, start), size);
  const length = Math.min(Math.max(from, end), size) - from;
  if (length > MAX_GROUP_BYTES) throw new RangeError('too-large');
  const bytes = new Uint8Array(new ArrayBuffer(length));
  await handle.read(bytes, 0, length, from);
  return bytes.buffer;
}

async function readGroup(columns: readonly string[]): Promise<void> {
  if (file === undefined) throw new RangeError('no file');
  const { buffer, metadata } = file;
  while (rows.length === 0 && group < metadata.row_groups.length) {
    const rowGroup = metadata.row_groups[group++];
    const size = rowGroup.columns
      .filter(({ meta_data }) => columns.includes(meta_data?.path_in_schema[0] ?? ''))
      .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
    if (size > MAX_GROUP_BYTES) throw new RangeError('too-large');
    const count = Number(rowGroup.num_rows);
    rows = await parquetReadObjects({
      file: buffer,
      metadata: { ...metadata, row_groups: [rowGroup] },
      columns: [...columns],
      compressors: { ...compressors, ...BOUNDED },
    });
    if (rows.length !== count) throw new RangeError('rows are missing');
  }
}

/** A value without what no message carries or no label is: numbers of 64 bits are text, dates as JSON has them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

process.on('message', (ask: ParquetAsk) => {
  answer(ask)
    .catch(
      (error: Error): ParquetAnswer => ({
        problem: error.message === 'too-large' ? 'large' : 'damaged',
        detail: error.message,
      }),
    )
    .then((reply) => process.send?.(reply));
});
// The process that asked is no more.
process.on('disconnect', () => process.exit());
