import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeSystemError, isOutOfMemory, withFile, withWritable } from '../../trainer/errors.ts';

const refusal = (code: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall: 'open', path: 'p' });
const fail = (error: unknown) => () => Promise.reject(error);

describe('withWritable()', () => {
  it.each([
    ['ENOSPC', 'the disk is full; make room, then run it again, a training with --resume'],
    ['EROFS', 'the disk is read-only; give another --out'],
    ['ELOOP', 'its links lead in a circle; give another --out'],
    ['ENAMETOOLONG', 'the name is longer than the disk allows; give another --out'],
    ['ENOENT', 'no folder can be made there; give another --out'],
    ['EFBIG', 'the file would be larger than the disk allows; give another --out'],
    ['ESTALE', 'the system says ESTALE'],
  ])('names the file for %s', async (code, problem) => {
    await expect(withWritable('out/x', fail(refusal(code)))).rejects.toThrow(
      `cannot write out/x: ${problem}`,
    );
  });
});

describe('withFile()', () => {
  it.each([
    ['ELOOP', 'its links lead in a circle'],
    ['ENAMETOOLONG', 'the name is longer than the disk allows'],
    ['EIO', 'the disk failed'],
    ['EOVERFLOW', 'the system says EOVERFLOW'],
  ])('names the file for %s', async (code, problem) => {
    await expect(withFile('in/x', fail(refusal(code)))).rejects.toThrow(`cannot open in/x: ${problem}`);
  });

  it('hands on what the system did not say', async () => {
    const bug = new TypeError('x is not a function');
    await expect(withFile('in/x', fail(bug))).rejects.toBe(bug);
    await expect(withWritable('in/x', fail(bug))).rejects.toBe(bug);
  });
});

it('describeSystemError() gives code and path of what nobody has explained, and nothing for a bug', () => {
  let error: unknown;
  try {
    mkdirSync('/');
  } catch (caught) {
    error = caught;
  }
  expect(describeSystemError(error)).toMatch(/^the system says E[A-Z]+ to mkdir of .$/);
  expect(describeSystemError(new TypeError('x is not a function'))).toBeUndefined();
  expect(describeSystemError(undefined)).toBeUndefined();
});

describe('isOutOfMemory()', () => {
  const thrown = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['an array that is too long', thrown(() => new Float32Array(2 ** 53 - 1))],
    ['a buffer that no memory holds', thrown(() => new ArrayBuffer(2 ** 50))],
    ['a kernel with too much memory', thrown(() => new WebAssembly.Memory({ initial: 65_536 }).grow(1))],
    ['the system', Object.assign(new Error('x'), { code: 'ENOMEM' })],
    ['a worker thread', Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })],
  ])('tells it of %s', (_, error) => {
    expect(isOutOfMemory(error)).toBe(true);
  });

  it.each([[new RangeError('width is 0, allowed 1 to 9')], [new TypeError('x')], [undefined], ['ENOMEM']])(
    'does not of %j',
    (error) => {
      expect(isOutOfMemory(error)).toBe(false);
    },
  );
});
