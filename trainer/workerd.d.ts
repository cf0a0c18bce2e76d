import 'node:crypto';
import 'node:stream/web';

/** What workerd has and Node has not: the build runs the Worker in Node, which meets none of it there. */
declare module 'node:crypto' {
  namespace webcrypto {
    interface SubtleCrypto {
      timingSafeEqual(left: ArrayBufferView | ArrayBuffer, right: ArrayBufferView | ArrayBuffer): boolean;
    }
  }
}

declare module 'node:stream/web' {
  interface ReadableStreamBYOBReader {
    readAtLeast<View extends ArrayBufferView>(
      least: number,
      view: View,
    ): Promise<{ done: boolean; value?: View }>;
  }
}
