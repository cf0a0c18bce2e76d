import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where wrangler serves, unless it is told otherwise. */
const USUAL_PORT = 8787;
/** Ports that are tried beside the usual one. */
const MOST_TRIED = 100;
const HOSTS = ['127.0.0.1', '::1'];

/**
 * Arguments of `wrangler dev`, which takes another port without a word where its usual one is taken: the port is named, and told.
 *
 * @param args as a user writes them.
 */
export async function withPort(
  args: readonly string[],
  report: (message: string) => void,
  usual = USUAL_PORT,
): Promise<string[]> {
  const isAsked = args.some((arg) => /^--port(?:=|$)/.test(arg));
  if (isAsked || (await isFree(usual))) return [...args];
  for (let port = usual + 1; port <= usual + MOST_TRIED; port++) {
    if (!(await isFree(port))) continue;
    report(`note: port ${usual} is taken: this serves on http://localhost:${port}, --port names another`);
    return [...args, '--port', String(port)];
  }
  // What wrangler makes of it, it says itself.
  return [...args];
}

async function isFree(port: number): Promise<boolean> {
  for (const host of HOSTS) if (await isTaken(port, host)) return false;
  return true;
}

/** A machine without an address such as `::1` has nothing that listens there. */
async function isTaken(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  } finally {
    server.close();
  }
}
