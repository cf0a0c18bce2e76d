declare module '*.safetensors' {
  const bytes: ArrayBuffer;
  export default bytes;
}

declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare namespace Cloudflare {
  /** The variables, secrets and bindings of wrangler.toml and of the dashboard. */
  interface Env {
    API_KEYS?: unknown;
    REQUEST_LOG?: unknown;
    RATE_LIMITER?: unknown;
    CPU_MILLISECONDS?: unknown;
    ALLOWED_ORIGINS?: unknown;
    /** Of src/bulk/wrangler.toml alone. */
    BUCKET?: unknown;
    QUEUE?: unknown;
  }
}
