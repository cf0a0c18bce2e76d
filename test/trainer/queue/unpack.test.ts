import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskedFit } from '../../../trainer/experiment/fits/asked.ts';
import { Lanes } from '../../../trainer/experiment/fits/lanes.ts';
import { Blobs } from '../../../trainer/queue/blobs.ts';
import { Packer, type Parcel } from '../../../trainer/queue/parcel.ts';
import { Unpacker } from '../../../trainer/queue/unpack.ts';
import { labelledTexts } from '../../contract/training.ts';
import { temporaryFolder } from '../files.ts';
import { fitsOf } from './fits.ts';
import { isMissing } from './redis.ts';
import { temporaryRedis } from './temporaryredis.ts';

const data = temporaryFolder()('data.tsv', labelledTexts(60));
const lanes = new Lanes(1, 1, new AbortController().signal);
const server = temporaryRedis();
let redis: Redis;
let blobs: Blobs;
let asked: AskedFit;
let parcel: Parcel;

afterAll(() => lanes.close());

describe.skipIf(isMissing)('Unpacker.unpack()', () => {
  beforeAll(async () => {
    redis = new Redis(server().url);
    blobs = new Blobs(redis, { address: server().address, folder: undefined });
    [, , asked] = await fitsOf(data);
    parcel = await new Packer(blobs).pack(asked);
  });
  afterAll(() => redis.disconnect());
  const unpack = (more: object) =>
    new Unpacker(blobs).unpack(JSON.parse(JSON.stringify({ ...parcel, ...more })));
  const put = (...values: number[]) => blobs.put(new Uint8Array(Int32Array.from(values).buffer));

  it('gives the fit that was packed, which trains to the same bytes', async () => {
    const run = (fit: AskedFit) => lanes.run([{ work: 1, run: (lane) => lane.fit<object>(fit, () => {}) }]);
    const [own] = await run(asked);
    const [other] = await run(await unpack({}));
    expect(JSON.stringify(other)).toBe(JSON.stringify(own));
    expect(own).toHaveProperty('gradients');
  });

  it('packs less than two kilobytes', () => {
    expect(JSON.stringify(parcel).length).toBeLessThan(2500);
  });

  it('tells halves of surrogate pairs apart', async () => {
    const numbers = { ...asked.read.numbers };
    const strings = ['\ud800', '\ud801', '\ufffd', 'é'];
    Object.assign(numbers, { tokens: { strings: () => strings } });
    const own = { ...asked, read: { ...asked.read, numbers } } as AskedFit;
    const { strings: packed } = await new Packer(blobs).pack(own);
    const texts = [{ ...parcel.texts[0], tokens: await put(), offsets: await put(...new Array(61).fill(0)) }];
    const { read } = await unpack({ strings: packed, texts });
    expect([...read.numbers.tokens.strings()]).toEqual(strings);
  });

  it.each<[string, () => object | Promise<object>]>([
    ['kind is none that this machine knows', () => ({ kind: 'constructor' })],
    ['digest is no SHA-256', () => ({ digest: '../../etc/passwd' })],
    ['the choices width is 1e+99', () => ({ network: { ...parcel.network, width: 1e99 } })],
    [
      'the choices shell is not a field of the train config',
      () => ({ config: { ...parcel.config, shell: 'rm' } }),
    ],
    ['the choices labels names one class twice', () => ({ labels: ['a', 'a'] })],
    ['strings is no whole number', () => ({ strings: { ...parcel.strings, count: -1 } })],
    ['strings has offsets that do not fit', () => ({ strings: { ...parcel.strings, count: 3 } })],
    ['texts is no list of 1 to 2', () => ({ texts: [] })],
    ['labels has', async () => ({ texts: [{ ...parcel.texts[0], size: 1 }] })],
    ['tokens has 1000000', async () => ({ texts: [{ ...parcel.texts[0], tokens: await strayTokens() }] })],
    ['train has 60, allowed 0 to 59', async () => ({ train: { file: 0, selected: await put(1, 60) } })],
    ['train is no whole number from 0 to 0', () => ({ train: { ...parcel.train, file: 1 } })],
    ['an array has', async () => ({ dev: { file: 0, selected: await blobs.put(Buffer.from('abc')) } })],
    [
      'weights is not 60 numbers from 0',
      async () => ({ texts: [{ ...parcel.texts[0], weights: await put(1) }] }),
    ],
    ['base is no model', () => ({ base: parcel.train.selected })],
    ['gradientPoints is no whole number', () => ({ gradientPoints: 1e9 })],
    ['train is no whole number from 0 to 2147483647', () => bytesOf(2 ** 40)],
  ])('refuses: %s', async (problem, more) => {
    await expect(unpack(await more())).rejects.toThrow(`what came through the queue is no fit: ${problem}`);
  });

  const bytesOf = (bytes: number) => ({ train: { file: 0, selected: { ...parcel.train.selected, bytes } } });
  const strayTokens = () => put(...new Array(parcel.texts[0].tokens.bytes / 4).fill(1_000_000));
});
