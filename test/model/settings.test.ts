import { describe, expect, it } from 'vitest';
import { checkNames, readCpu, readKeys, readLimiter, readLog, readOrigins } from '../../src/settings.ts';

describe('readCpu()', () => {
  it.each([
    [undefined, 10],
    [10, 10],
    ['50', 50],
    [1.5, 1.5],
    [300_000, 300_000],
  ])('takes %j for %j', (value, cpu) => {
    expect(readCpu(value)).toBe(cpu);
  });

  it.each([0, -1, 300_001, Number.NaN, 'ten', '', ' ', null, true, [10], {}])('refuses %j', (value) => {
    expect(() => readCpu(value)).toThrow(
      /^CPU_MILLISECONDS is .*, allowed numbers from 1 to 300000: 10 on the free plan/,
    );
  });
});

describe('readOrigins()', () => {
  it.each([
    [undefined, null],
    ['', null],
    [' ', null],
    ['*', '*'],
    ['https://example.com', new Set(['https://example.com'])],
    ['https://a.example, http://localhost:5173', new Set(['https://a.example', 'http://localhost:5173'])],
  ])('takes %j for %j', (value, origins) => {
    expect(readOrigins(value)).toEqual(origins);
  });

  it.each([
    ...[
      'https://example.com/',
      'example.com',
      'HTTPS://example.com',
      'https://Example.com',
      'https://example.com:443',
    ],
    ...['https://a.example,', 'https://a.example,*', 'null', 'https://*.example.com', 'ftp://example.com'],
    ...['https://a.example https://b.example', 5, true, null, ['https://example.com']],
  ])('refuses %j', (value) => {
    expect(() => readOrigins(value)).toThrow(
      /^ALLOWED_ORIGINS has .*, allowed "\*" alone, or origins such as/,
    );
  });
});

const DIGESTS = ['0a', 'ff', '7c'].map((pair) => pair.repeat(32));

describe('readKeys()', () => {
  it.each([
    ['one digest', DIGESTS[0], 1],
    ['commas', DIGESTS.join(','), 3],
    ['commas and spaces', ` ${DIGESTS.join(', ')}, `, 3],
    ['lines', `${DIGESTS.join('\r\n')}\n`, 3],
    ['capitals', DIGESTS.join('\t').toUpperCase(), 3],
  ])('takes %s', (_, value, count) => {
    const bytes = [0x0a, 0xff, 0x7c].slice(0, count).map((byte) => new Uint8Array(32).fill(byte));
    expect(readKeys(value)).toEqual(bytes);
  });

  it('takes a thousand digests', () => {
    expect(readKeys(digests(1000))).toHaveLength(1000);
  });

  it('asks for no key where the variable is missing', () => {
    expect(readKeys(undefined)).toBeNull();
  });

  it.each([
    ['an empty text', '', 'has no digest,'],
    ['white space and commas', ' ,\n', 'has no digest,'],
    ['null', null, 'is of type object,'],
    ['a number', 5, 'is of type number,'],
    ['a list', DIGESTS, 'is of type object,'],
    ['a key', 'secret-key-of-mine', 'has a text of length 18 at place 1,'],
    [
      'a key of 64 characters',
      'k3y-'.repeat(16),
      'has a text of length 64 at place 1, which is not all hexadecimal',
    ],
    ['a digit too few', `${DIGESTS[0]},${DIGESTS[1].slice(1)}`, 'has a text of length 63 at place 2,'],
    ['a digit too many', `${DIGESTS[0]}0`, 'has a text of length 65 at place 1,'],
    ['what sha256sum prints', `${DIGESTS[0]}  -`, 'has a text of length 1 at place 2,'],
    ['a digest twice', `${DIGESTS.join()},${DIGESTS[1].toUpperCase()}`, 'has one digest at places 2 and 4,'],
    ['1,001 digests', digests(1001), 'has 1001 digests,'],
  ])('refuses %s and never repeats it', (_, value, fault) => {
    const message = messageOf(() => readKeys(value));
    expect(message).toContain(`API_KEYS ${fault}`);
    expect(message).toContain('printf %s "$KEY" | sha256sum');
    expect(message).toContain('without the variable no key is asked for');
    const sent = String(value).split(/[\s,]+/);
    for (const part of sent.filter(({ length }) => length > 8)) expect(message).not.toContain(part);
  });
});

/** So many digests, no two alike. */
function digests(count: number): string {
  return Array.from({ length: count }, (_, i) => i.toString(16).padStart(64, '0')).join();
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
  }
  throw new Error('it threw no RangeError');
}

describe('readLimiter()', () => {
  it('takes an object with a function "limit", and nobody is limited without one', () => {
    const limiter = { limit: async () => ({ success: true }) };
    expect(readLimiter(limiter)).toBe(limiter);
    expect(readLimiter(undefined)).toBeNull();
  });

  it.each([null, '', '100', 100, {}, { limit: 100 }, true])('refuses %j', (value) => {
    expect(() => readLimiter(value)).toThrow(
      /^RATE_LIMITER is of type \w+ and has no function "limit", allowed a binding of \[\[ratelimits\]\]/,
    );
  });
});

describe('readLog()', () => {
  it.each([
    [undefined, true],
    ['on', true],
    ['off', false],
  ])('of %j is %j', (value, isOn) => {
    expect(readLog(value)).toBe(isOn);
  });

  it.each(['', 'false', 'OFF', false, 0, null])('throws for %j, and says what is allowed', (value) => {
    expect(() => readLog(value)).toThrow(
      new RangeError(`REQUEST_LOG is ${JSON.stringify(value)}, allowed "on" and "off"`),
    );
  });
});

describe('checkNames()', () => {
  it.each([
    ['API_KEY', 'API_KEYS'],
    ['APIKEYS', 'API_KEYS'],
    ['api_keys', 'API_KEYS'],
    ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['CPU_MILLISECOND', 'CPU_MILLISECONDS'],
    ['RATE_LIMIT', 'RATE_LIMITER'],
    ['RATE_LIMITERS', 'RATE_LIMITER'],
    ['REQUEST_LOGS', 'REQUEST_LOG'],
  ])('throws for %s, and names %s', (name, meant) => {
    expect(() => checkNames(['SENTIMENT', name])).toThrow(
      new RangeError(`"${name}" is no setting, allowed "${meant}": rename it, or remove it`),
    );
  });

  it('takes the settings, and names of others', () => {
    const names = ['ALLOWED_ORIGINS', 'API_KEYS', 'CPU_MILLISECONDS', 'RATE_LIMITER', 'REQUEST_LOG'];
    expect(() => checkNames([...names, 'ASSETS', 'TEST_LIMITER', 'DB', 'MY_API_KEY', 'S'])).not.toThrow();
  });
});
