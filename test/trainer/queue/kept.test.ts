import { expect, it } from 'vitest';
import { Kept } from '../../../trainer/queue/kept.ts';

it('Kept.get() makes a value once, keeps those used last, and makes again what failed', async () => {
  const kept = new Kept(10);
  const made: string[] = [];
  const get = (key: string, bytes: number) =>
    kept.get(key, bytes, async () => {
      made.push(key);
      return { key };
    });
  const [first, second] = await Promise.all([get('a', 4), get('a', 4)]);
  expect(first).toBe(second);
  await get('b', 4);
  await get('a', 4);
  // It takes the place of b, which was used before a.
  await get('c', 4);
  await get('a', 4);
  await get('b', 4);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  await expect(kept.get('d', 1, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await get('d', 1)).toEqual({ key: 'd' });
});
