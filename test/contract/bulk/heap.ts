import { once } from 'node:events';

type Usage = { usedSize: number; backingStorageSize: number };

/**
 * The memory of a Worker's isolate, which Cloudflare bounds: workerd itself, and under `wrangler dev` queue and bucket too, share its process.
 * Asked by the DevTools protocol, https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#method-getHeapUsage.
 */
export class Heap {
  private readonly socket: WebSocket;
  private count = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** @param port of wrangler's inspector, which takes local pages alone. */
  static async open(port: number): Promise<Heap> {
    const headers = { Origin: `http://localhost:${port}` };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers } as never);
    await once(socket, 'open');
    return new Heap(socket);
  }

  /** Megabytes that the isolate uses, those that V8 has not collected yet among them. */
  async megabytes(): Promise<number> {
    const { usedSize, backingStorageSize } = (await this.ask('Runtime.getHeapUsage')) as Usage;
    return (usedSize + backingStorageSize) / 1e6;
  }

  private ask(method: string): Promise<unknown> {
    const id = ++this.count;
    const answer = new Promise((resolve) => {
      const take = ({ data }: MessageEvent) => {
        const message = JSON.parse(String(data));
        if (message.id !== id) return;
        this.socket.removeEventListener('message', take);
        resolve(message.result);
      };
      this.socket.addEventListener('message', take);
    });
    this.socket.send(JSON.stringify({ id, method }));
    return answer;
  }

  close(): void {
    this.socket.close();
  }
}
