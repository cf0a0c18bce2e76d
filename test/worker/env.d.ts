declare namespace Cloudflare {
  /** What vitest.config.ts adds. */
  interface Env {
    TEST_LIMITER: import('../../src/guard/ratelimit.ts').Limiter;
    TEST_BUCKET: R2Bucket;
    TEST_QUEUE: Queue;
  }
  /** Gives `exports` of `cloudflare:workers` the entry's own types. */
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts');
  }
}
