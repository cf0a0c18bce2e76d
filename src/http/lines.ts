import { type Chunks, chunksOf, join } from './bytes.ts';

const LINE_FEED = 0x0a;

/** How much of a stream one request may read. */
export type LineLimits = {
  /** Bytes of one line, without its end. */
  line: number;
  /** Bytes of all lines. */
  bytes: number;
  /** Pieces that the stream comes in: each takes a turn of JavaScript, whatever its size. */
  reads: number;
};

/**
 * What came next: whole lines as bytes without their ends; `end` after the last of them, `lost` where the stream failed before its end,
 * and what there was too much of.
 */
export type LineEvent =
  | { kind: 'lines'; lines: Uint8Array[] }
  | { kind: 'end' | 'lost' | 'line-too-long' | 'bytes-spent' | 'reads-spent' };

/** A stream of bytes as lines, read as they are asked for. The last line needs no end; an end of `\r\n` is one of `\n`. */
export class LineReader {
  private readonly chunks: Chunks;
  private readonly limits: LineLimits;
  /** What has come of a line whose end has not. */
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private bytes = 0;
  private readCount = 0;
  private isOver = false;

  constructor(stream: ReadableStream<Uint8Array>, limits: LineLimits) {
    this.chunks = chunksOf(stream);
    this.limits = limits;
  }

  /** Pieces that have been read. */
  get reads(): number {
    return this.readCount;
  }

  async next(): Promise<LineEvent> {
    while (!this.isOver) {
      const spent = this.spent();
      if (spent !== null) return spent;
      const chunk = await this.chunks.read().catch(() => 'lost' as const);
      if (chunk === 'lost') return { kind: 'lost' };
      this.readCount++;
      if (chunk === null) this.isOver = true;
      const lines = chunk === null ? this.rest() : this.cut(chunk);
      if (lines.length > 0) return { kind: 'lines', lines };
    }
    return { kind: 'end' };
  }

  /** Gives up what has not been read. */
  cancel(): Promise<void> {
    return this.chunks.cancel();
  }

  private spent(): LineEvent | null {
    if (this.pendingBytes > this.limits.line) return { kind: 'line-too-long' };
    if (this.bytes > this.limits.bytes) return { kind: 'bytes-spent' };
    return this.readCount >= this.limits.reads ? { kind: 'reads-spent' } : null;
  }

  /** Lines that end in this chunk; what follows the last of them is kept. */
  private cut(chunk: Uint8Array): Uint8Array[] {
    this.bytes += chunk.length;
    const lines: Uint8Array[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, begin)) {
      lines.push(this.close(chunk.subarray(begin, end)));
      begin = end + 1;
    }
    if (begin < chunk.length) this.keep(chunk.subarray(begin));
    return lines;
  }

  private rest(): Uint8Array[] {
    return this.pendingBytes > 0 ? [this.close(new Uint8Array(0))] : [];
  }

  private keep(part: Uint8Array): void {
    this.pending.push(part);
    this.pendingBytes += part.length;
  }

  /** The line that ends with this part. */
  private close(part: Uint8Array): Uint8Array {
    if (this.pendingBytes === 0) return part;
    this.keep(part);
    const line = join(this.pending, this.pendingBytes);
    this.pending = [];
    this.pendingBytes = 0;
    return line;
  }
}
