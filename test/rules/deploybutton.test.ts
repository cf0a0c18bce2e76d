import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** The button that puts a copy of a public repository on the reader's account (https://developers.cloudflare.com/workers/platform/deploy-buttons/). */
function buttonOf(repository: string): string {
  return `[![Deploy to Cloudflare](https://deploy.workers.cloudflare.com/button)](https://deploy.workers.cloudflare.com/?url=${repository})`;
}

/** The button that belongs into a README; none where no public repository is named. */
function wantedButtons(manifest: { repository?: { url: string } }): string[] {
  const url = manifest.repository?.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return url === undefined ? [] : [buttonOf(url)];
}

it('README has the Deploy button of the repository that package.json names, and none without one', () => {
  const found = read('README.md').match(/\[!\[Deploy to Cloudflare\]\([^)]*\)\]\([^)]*\)/g) ?? [];
  expect(found).toEqual(wantedButtons(JSON.parse(read('package.json'))));
});

it('a repository has its button', () => {
  const repository = { url: 'git+https://example.com/someone/edge-sentiment.git' };
  expect(wantedButtons({ repository })).toEqual([buttonOf('https://example.com/someone/edge-sentiment')]);
});

it('the settings that the button asks for are those of the service', () => {
  const { bindings } = JSON.parse(read('package.json')).cloudflare;
  for (const name of Object.keys(bindings)) expect(read('docs/settings.md')).toContain(`\`${name}\``);
});
