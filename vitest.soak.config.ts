import { defineConfig } from 'vitest/config';

// See test/codecache.js.
delete process.env.NODE_COMPILE_CACHE;

/** The long sizes: `npm run test:soak`. */
export default defineConfig({
  test: {
    include: [
      'test/soak/**/*.test.ts',
      'test/trainer/parallel/bits.test.ts',
      'test/trainer/checkpoint/folder.test.ts',
      'test/model/file/modelfile.test.ts',
      'test/parity/{agreement,kernel}.test.ts',
      'test/contract/ways.test.ts',
      'test/contract/malformed.test.ts',
      'test/contract/faults.test.ts',
      'test/contract/bulkcommand.test.ts',
    ],
    pool: 'forks',
    testTimeout: 3_600_000,
    env: { SOAK: '1' },
  },
});
