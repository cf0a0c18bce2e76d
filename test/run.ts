import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs all tests, then prints `N passed, N failed` as the last line. More arguments go to vitest. */

type File = { status: string; assertionResults: { status: string }[] };
type Totals = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: File[];
};

/** @returns vitest's exit code, or 1 when a signal ended it. */
function runTests(report: string): Promise<number> {
  const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
  const vitest = join(dirname(manifest), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Null when vitest died before it wrote the report. */
function readTotals(report: string): Totals | null {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

/** Failed tests, and files that failed without one: they could not be loaded. */
function countFailed({ numFailedTests, testResults }: Totals): number {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return numFailedTests + unloaded.length;
}

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-test-'));
const report = join(folder, 'report.json');
const code = await runTests(report);
const totals = readTotals(report);
rmSync(folder, { recursive: true });

const passed = totals?.numPassedTests ?? 0;
const failed = totals === null ? 0 : countFailed(totals);
if (totals === null) console.error('vitest ended without a report');
else if (passed + failed === 0) console.error('no test ran');
else if (code !== 0 && failed === 0) console.error('vitest failed outside a test: see above');
const skipped = totals?.numPendingTests ?? 0;
if (skipped > 0) console.log(`${skipped} skipped: see above why`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
