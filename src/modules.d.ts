declare module '*.safetensors' {
  const bytes: ArrayBuffer;
  export default bytes;
}

declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare namespace Cloudflare {
  /** The variables of wrangler.toml and of the dashboard. */
  interface Env {
    CPU_MILLISECONDS?: unknown;
    ALLOWED_ORIGINS?: unknown;
  }
}
