declare namespace Cloudflare {
  /** What vitest.config.ts adds. */
  interface Env {
    TEST_LIMITER: import('../../src/guard/ratelimit.ts').Limiter;
  }
  /** Gives `exports` of `cloudflare:workers` the entry's own types. */
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts');
  }
}
