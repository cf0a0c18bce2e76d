import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { install, installPeers, pack } from './install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A project that has installed the package, and nothing else. */
    installed: string;
    /** One that has what the trainer needs besides. */
    withPeers: string;
  }
}

/** Packs and installs once for all tests of the package. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-package-'));
  const installed = install(join(folder, 'installed'), pack(folder));
  project.provide('installed', installed);
  project.provide('withPeers', installPeers(join(folder, 'trainer'), installed));
  return () => rmSync(folder, { recursive: true });
}
