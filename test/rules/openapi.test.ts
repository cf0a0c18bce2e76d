import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { modelsOf } from '../../src/http/models.ts';
import { PROBLEM_KINDS } from '../../src/http/problem.ts';
import { OPTION_NAMES } from '../../src/http/schema.ts';
import type * as model from '../../src/model/classification.ts';
import type { Classifier } from '../../src/model/classifier.ts';
import type { Classification, Sentence, TokenWeight } from '../../src/page/answers.ts';
import type { OpenApi } from '../../src/page/document.ts';
import { KIND_PAGES } from '../../src/page/examples.ts';
import { OUTSIDE } from '../../src/page/failures.ts';
import { kindsOf } from '../../src/page/openapi.ts';
import { importsOf, sources } from './sources.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PUBLIC = `${ROOT}build/public`;
const document: OpenApi = JSON.parse(readFileSync(`${PUBLIC}/openapi.json`, 'utf8'));

/** True where each of the two types can stand for the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const SAME: [
  Same<Omit<v.InferOutput<typeof Classification>, 'id'>, model.Classification>,
  Same<v.InferOutput<typeof Sentence>, model.SentenceJudgement>,
  Same<v.InferOutput<typeof TokenWeight>, model.TokenWeight>,
] = [true, true, true];

describe('openapi.json', () => {
  it('has the very answers that the code makes', () => expect(SAME).not.toContain(false));

  it('passes the strict rules of Redocly', async () => {
    const cli = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const args = [cli, 'lint', '--extends=recommended-strict', '--format=json', `${PUBLIC}/openapi.json`];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((error) => error);
    expect(JSON.parse(stdout).problems).toEqual([]);
  }, 30_000);

  it('describes every route, and no other', () => {
    const classifier = { config: { labels: [] }, limits: { tokens: 512 } } as unknown as Classifier;
    const routes = createApp(modelsOf(classifier, {}, '"test"')).routes.map(
      ({ method, path }) => `${method} ${path}`,
    );
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // OpenAPI 3.1 has no place for QUERY: it is told beside POST. MCP describes itself: `server/discover` and `tools/list`.
    const elsewhere = ['QUERY /sentiment', 'POST /mcp'];
    expect(routes.filter((route) => !elsewhere.includes(route)).sort()).toEqual(described.sort());
    expect(document.paths['/sentiment'].post?.description).toContain('`QUERY /sentiment` (RFC 10008)');
  });

  it('has every option on every method', () => {
    const { get, post } = document.paths['/sentiment'];
    expect(get?.parameters?.map(({ name }) => name)).toEqual(['text', ...OPTION_NAMES]);
    expect(post?.parameters?.map(({ name }) => name)).toEqual(OPTION_NAMES);
    const body = post?.requestBody?.content['application/json'].schema as { properties: object };
    expect(Object.keys(body.properties)).toEqual(['text', 'texts', 'items', ...OPTION_NAMES]);
  });

  it('has every kind of problem', () => {
    expect([...kindsOf(document), ...OUTSIDE].sort()).toEqual([...PROBLEM_KINDS].sort());
  });
});

describe('the pages', () => {
  it('explain every kind of problem at its address', () => {
    const files = readdirSync(`${PUBLIC}/problems`).map((name) => name.replace('.html', ''));
    expect(files.sort()).toEqual([...PROBLEM_KINDS].sort());
    for (const kind of PROBLEM_KINDS) {
      const page = readFileSync(`${PUBLIC}/problems/${kind}.html`, 'utf8');
      expect(page).toContain(`<code>/problems/${kind}</code>`);
      expect(KIND_PAGES[kind].remedy).toMatch(/\.$/);
    }
  });

  it('/docs with what it loads has at most 25 KB', () => {
    const bytes = ['docs.html', 'docs.css', 'docs.js'].map((name) => statSync(`${PUBLIC}/${name}`).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(25_000);
  });

  it('run and load nothing but their own files', () => {
    for (const name of readdirSync(PUBLIC).filter((each) => each.endsWith('.html'))) {
      const page = readFileSync(`${PUBLIC}/${name}`, 'utf8');
      expect(page).not.toMatch(/\son\w+=|style=|javascript:|<script>|<style|https?:\/\/(?!localhost)/);
    }
  });

  it('are made in the build alone: the Worker imports neither them nor what makes the document', () => {
    const importers = sources('src', ['.ts'])
      .filter((source) => importsOf(source).some((name) => /^src\/page\/|to-json-schema/.test(name)))
      .map(({ path }) => path);
    expect(importers.length).toBeGreaterThan(3);
    expect(importers.filter((path) => !path.startsWith('src/page/'))).toEqual([]);
  });
});
