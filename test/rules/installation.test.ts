import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Entry = { version?: string; integrity?: string; resolved?: string; link?: boolean };

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const { devEngines, devDependencies, peerDependencies, peerDependenciesMeta, scripts, ...manifest } =
  JSON.parse(read('package.json'));
const { packages }: { packages: Record<string, Entry> } = JSON.parse(read('package-lock.json'));
/** All but the project itself and links. */
const entries = Object.entries(packages).filter(([path, { link }]) => path !== '' && !link);

describe('package-lock.json', () => {
  it('has the digest of every package, those for other systems too', () => {
    expect(entries.length).toBeGreaterThan(100);
    // What lacks one: `npm view NAME@VERSION dist.integrity` prints it.
    const without = entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
    expect(without.map(([path, { version }]) => `${path}@${version}`)).toEqual([]);
  });

  it('names no registry', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });
});

describe('package.json', () => {
  it('allows the Node that npm ci brings', () => {
    const minimum = Number(/^>=(\d+)$/.exec(devEngines.runtime.version)?.[1]);
    expect(Number.parseInt(devDependencies.node, 10)).toBeGreaterThanOrEqual(minimum);
  });

  it('asks who installs it for no package, and who trains for those that the trainer is tested with', () => {
    expect(manifest.dependencies).toBeUndefined();
    const tested = Object.keys(peerDependencies).map((name) => [name, devDependencies[name]]);
    const asked = Object.entries(peerDependencies).map(([name, range]) => [
      name,
      String(range).replace('^', ''),
    ]);
    expect(asked).toEqual(tested);
    expect(Object.keys(peerDependenciesMeta)).toEqual(Object.keys(peerDependencies));
    expect(new Set(Object.values(peerDependenciesMeta).map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"optional":true}']),
    );
  });

  it('has every script that runs TypeScript look at Node and packages first', () => {
    const unchecked = (script: string) =>
      /\bnode (?!--import \.\/trainer\/requirements\.js )\S*.*\.ts\b/.test(script);
    expect(Object.keys(scripts).filter((name) => unchecked(scripts[name]))).toEqual([]);
  });
});
