import { exports } from 'cloudflare:workers';
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { Classification } from '../../src/model/classification.ts';
import { get, ORIGIN, postJson } from './http.ts';

/** The revisions that the protocol's own client speaks: with the handshake, and since 2026-07-28 without. */
const MODES: [string, ClientOptions['versionNegotiation'], string][] = [
  ['2025-11-25', { mode: 'legacy' }, '2025-11-25'],
  ['whichever is there', { mode: 'auto' }, '2026-07-28'],
  ['2026-07-28 alone', { mode: { pin: '2026-07-28' } }, '2026-07-28'],
];

let client: Client;
afterEach(() => client.close());

async function connect(versionNegotiation: ClientOptions['versionNegotiation']): Promise<void> {
  client = new Client(
    { name: 'test', version: '1' },
    versionNegotiation === undefined ? {} : { versionNegotiation },
  );
  const toWorker = (url: URL | string, init?: RequestInit) => exports.default.fetch(new Request(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL(`${ORIGIN}/mcp`), { fetch: toWorker }));
}

describe.each(MODES)("the protocol's own client, speaking %s,", (_, mode, version) => {
  it('agrees on the revision and lists the tools', async () => {
    await connect(mode);
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getServerVersion()?.name).toBe('edge-sentiment');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['classify_sentiment', 'classify_batch']);
    expect(tools.map(({ inputSchema }) => inputSchema.required)).toEqual([['text'], ['texts']]);
  });

  it('calls classify_sentiment, and finds the answer of HTTP that fits the output schema', async () => {
    await connect(mode);
    await client.listTools();
    const text = 'The room was wonderful. The staff was rude and slow!';
    const options = { explain: true, sentences: true, top_k: 2, threshold: 0.99, language: 'en' };
    const called = await client.callTool({
      name: 'classify_sentiment',
      arguments: { text, ...options },
    });
    expect(called.isError).toBeUndefined();
    expect(called.structuredContent).toEqual(await (await postJson({ text, ...options })).json());
    expect(called.content).toEqual([{ type: 'text', text: JSON.stringify(called.structuredContent) }]);
  });

  it('calls classify_batch, and finds a problem at the place of a blank text', async () => {
    await connect(mode);
    await client.listTools();
    const called = await client.callTool({
      name: 'classify_batch',
      arguments: { texts: ['good', ' ', '不好看'] },
    });
    const { results } = called.structuredContent as { results: Classification[] };
    expect(results[0]).toEqual(await (await get('good')).json());
    expect(results[1]).toMatchObject({ type: '/problems/text-blank', pointer: '#/texts/1' });
    expect(results[2]).toEqual(await (await get('不好看')).json());
  });

  it('is told what is wrong with arguments, and of a tool that is not there', async () => {
    await connect(mode);
    expect(await client.callTool({ name: 'classify_sentiment', arguments: { text: 5 } })).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: '"text" is the number 5, allowed a string.' }],
    });
    await expect(client.callTool({ name: 'translate', arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(
        'The tool is "translate", allowed classify_sentiment, classify_batch.',
      ),
    });
  });
});
