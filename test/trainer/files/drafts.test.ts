import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withDraft } from '../../../trainer/files/drafts.ts';
import { temporaryFolder } from '../files.ts';

const write = temporaryFolder();
const MODULE = fileURLToPath(new URL('../../../trainer/files/drafts.ts', import.meta.url));

/** A process that never ends writing a draft, and says so. @param before is run first. */
async function writer(path: string, before = '') {
  const code = `import { writeFileSync } from 'node:fs';
    import { withDraft } from ${JSON.stringify(MODULE)};
    setInterval(() => {}, 1000);
    ${before}
    withDraft(${JSON.stringify(path)}, () => {
      writeFileSync(${JSON.stringify(path)}, 'half');
      console.log('writing');
      return new Promise(() => {});
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(child.stdout, 'data');
  return { child, ended: once(child, 'close').then(([status]) => ({ code: status, stderr })) };
}

describe('withDraft()', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves no draft behind where %s ends the process', async (signal, code) => {
    const path = write(`${signal}.draft`, '');
    const { child, ended } = await writer(path);
    child.kill(signal);
    expect(await ended).toEqual({ code, stderr: `\nerror: stopped by ${signal}: nothing is written\n` });
    expect(existsSync(path)).toBe(false);
  });

  it('leaves the signal to others who listen, and the draft goes with the process', async () => {
    const path = write('other.draft', '');
    const { child, ended } = await writer(path, `process.on('SIGTERM', () => process.exit(7));`);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 7, stderr: '' });
    expect(existsSync(path)).toBe(false);
  });

  it('removes a draft that failed, keeps one that has its place, and listens no more', async () => {
    const path = write('whole', 'whole');
    await expect(withDraft(write('failed', 'half'), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(existsSync(path.replace('whole', 'failed'))).toBe(false);
    await withDraft(path, async () => {});
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(process.listeners('SIGHUP')).toEqual([]);
  });
});
