import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs all tests, then prints `N passed, N failed` as the last line. More arguments go to vitest. */

type Totals = { numPassedTests: number; numFailedTests: number };

/** @returns vitest's exit code, or 1 when a signal ended it. */
function runTests(report: string): Promise<number> {
  const vitest = createRequire(import.meta.url).resolve('vitest/vitest.mjs');
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

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-test-'));
const report = join(folder, 'report.json');
const code = await runTests(report);
const totals = readTotals(report);
rmSync(folder, { recursive: true });

const passed = totals?.numPassedTests ?? 0;
const failed = totals?.numFailedTests ?? 0;
if (totals === null) console.error('vitest ended without a report');
else if (code !== 0 && failed === 0) console.error('vitest failed outside a test: see above');
else if (passed + failed === 0) console.error('no test ran');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
