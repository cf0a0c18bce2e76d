declare namespace Cloudflare {
  /** Gives `exports` of `cloudflare:workers` the entry's own types. */
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts');
  }
}
