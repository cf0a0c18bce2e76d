import { pathToFileURL } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// No test's text is stored by a Worker that it runs.
process.env.X_LOCAL_OBSERVABILITY = 'false';

// See test/codecache.js.
delete process.env.NODE_COMPILE_CACHE;
const execArgv = ['--import', pathToFileURL(`${import.meta.dirname}/test/codecache.js`).href];

export default defineConfig({
  test: {
    // Vitest leaves a core to itself, and most tests wait for a process that they have started: on two cores one of them had nothing to do.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'rules', include: ['test/rules/**/*.test.ts'], execArgv } },
      {
        test: {
          name: 'node',
          include: ['test/{model,page,trainer,parity,contract,golden}/**/*.test.ts'],
          pool: 'forks',
          execArgv,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // All share one tarball, which is packed and installed before the first.
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: 'test/package/setup.ts',
          pool: 'forks',
          execArgv,
          testTimeout: 60_000,
        },
      },
      {
        // Each starts a service and a browser.
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
      },
      {
        // Tests of the Worker are about the model that ships, whatever `npm run use` has chosen.
        resolve: {
          alias: [
            { find: /^.*\/build\/models\.ts$/, replacement: `${import.meta.dirname}/test/worker/models.ts` },
          ],
        },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            // Vitest's runner asks for it; the Worker itself is deployed without any of Node.
            miniflare: {
              compatibilityFlags: ['enable_nodejs_inspector_module'],
              // For test/worker/ratelimit.test.ts: the Worker of wrangler.toml has no limit.
              ratelimits: { TEST_LIMITER: { namespace_id: 'test', simple: { limit: 3, period: 60 } } },
              // For test/worker/bulk/. The queue has no consumer: tests hand messages over as they want them.
              r2Buckets: ['TEST_BUCKET'],
              queueProducers: { TEST_QUEUE: 'test-bulk' },
            },
          }),
        ],
        test: { name: 'workerd', include: ['test/worker/**/*.test.ts'], testTimeout: 60_000 },
      },
    ],
  },
});
