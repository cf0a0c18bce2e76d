import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { withPort } from '../../../trainer/experiment/devport.ts';

it('withPort() names another port than the usual one where that is taken, and tells it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  const report = (message: string) => said.push(message);
  const config = ['--config', 'x.toml'];

  const [, , flag, other] = await withPort(config, report, port);
  expect(flag).toBe('--port');
  expect(Number(other)).toBeGreaterThan(port);
  expect(said).toEqual([
    `note: port ${port} is taken: this serves on http://localhost:${other}, --port names another`,
  ]);
  for (const asked of [['--port', '1'], ['--port=1']])
    expect(await withPort(asked, report, port)).toEqual(asked);

  server.close();
  await once(server, 'close');
  expect(await withPort(config, report, port)).toEqual(config);
  expect(said).toHaveLength(1);
});
