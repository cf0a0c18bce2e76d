import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { homePage } from '../../src/page/home.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { HOME_FILES, MAX_ASSET, makeHome, removeLeft } from '../../trainer/home.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const weights = readFileSync(`${ROOT}/src/weights/default.safetensors`);
const OWN = { ...card, name: 'custom' };
const make = (env: NodeJS.ProcessEnv, own = card, bytes: Uint8Array = weights) =>
  makeHome(ROOT, { card: own, weights: bytes }, env);

describe('makeHome()', () => {
  it('publishes the default model', () => {
    const { home, files } = make({})!;
    expect(home.bulk).toMatchObject({ model: `${card.name}@${card.version}` });
    expect(gunzipSync(files.get('model.bin')!).equals(weights)).toBe(true);
    expect(['index.html', ...files.keys()].sort()).toEqual([...HOME_FILES].sort());
  });

  it('keeps a model of another name from browsers, and the page says so', () => {
    const { home, files } = make({}, OWN)!;
    expect(home.bulk).toEqual({ withheld: 'private' });
    expect([...files.keys()]).toEqual(['page.js', 'page.css', 'icon.svg']);
    expect(homePage(home)).toContain('not published to browsers');
    expect(homePage(home)).not.toContain('id="many"');
  });

  it('keeps a model of another version from browsers, whatever its name: it was calibrated or trained on', () => {
    const tuned = { ...card, version: '0'.repeat(12) };
    expect(make({}, tuned)!.home.bulk).toEqual({ withheld: 'private' });
  });

  it('publishes it where PUBLISH_MODEL is true', () => {
    const { home, files } = make({ PUBLISH_MODEL: 'true' }, OWN)!;
    expect(home.bulk).toMatchObject({ model: `custom@${card.version}` });
    expect(files.has('model.bin')).toBe(true);
  });

  it('publishes none that is longer than an asset may be', () => {
    const { home, files } = make({}, card, randomBytes(MAX_ASSET))!;
    expect(home.bulk).toEqual({ withheld: 'too-large' });
    expect(files.has('model.bin')).toBe(false);
  });

  it('makes nothing where PAGE is off', () => expect(make({ PAGE: 'off' })).toBe(null));

  it.each([
    [{ PAGE: 'no' }, 'PAGE is "no", allowed on and off'],
    [{ PUBLISH_MODEL: '1' }, 'PUBLISH_MODEL is "1", allowed false and true'],
  ])('refuses %j', (env, message) => expect(() => make(env)).toThrow(message));

  it('loads at most 72 KB before the model, compressed as Cloudflare sends it', () => {
    const { home, files } = make({})!;
    const css = readFileSync(`${ROOT}/src/page/assets/docs.css`);
    const loaded = [...files].filter(([path]) => path !== 'model.bin').map(([, bytes]) => bytes);
    const sizes = [Buffer.from(homePage(home)), css, ...loaded].map((bytes) => gzipSync(bytes).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(72_000);
  });
});

describe('removeLeft()', () => {
  it('removes a model that was published before, and nothing else that was made', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
    for (const name of [...HOME_FILES, 'docs.html']) writeFileSync(join(folder, name), '');
    removeLeft(folder, ['index.html', 'page.js', 'page.css', 'icon.svg']);
    const left = readdirSync(folder).sort();
    rmSync(folder, { recursive: true });
    expect(left).toEqual(['docs.html', 'icon.svg', 'index.html', 'page.css', 'page.js']);
  });
});
