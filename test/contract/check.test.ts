import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';

const write = temporaryFolder();
const data = write(
  'reviews.csv',
  'text,label\ngreat food,good\n"Great food!",b\u202Ead\nmail jo@example.org,good\nso cold,b\u202Ead\n',
);

describe('check', () => {
  it('names lines and labels, and no text', async () => {
    const { code, stdout, stderr } = await runCli(['check', '--data', data]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('\n1 text has rows with different labels\n  lines 2 (good), 3 (b�ad)\n');
    expect(stdout).toContain('\n1 row has an e-mail address\n  line 4\n');
    expect(stdout).not.toMatch(/food|jo@|\u202E/);
  });

  it('shows texts with --texts, in --json too', async () => {
    const table = await runCli(['check', '--data', data, '--texts']);
    expect(table.stdout).toContain('\n    mail jo@example.org\n');
    const [plain, shown] = await Promise.all(
      [[], ['--texts']].map((flags) => runCli(['check', '--data', data, '--json', ...flags])),
    );
    expect(JSON.parse(plain.stdout)).toMatchObject({
      ...{ rows: 4, left_out: 0, labels: { good: 2 }, tokens: { limit: 256 } },
      contradictions: [{ lines: [2, 3] }],
      emails: { rows: 1, lines: [4] },
    });
    expect(plain.stdout).not.toContain('jo@');
    expect(JSON.parse(shown.stdout).emails.texts).toEqual(['mail jo@example.org']);
  });

  it('says what is wrong with a file that is no table', async () => {
    const { code, stderr } = await runCli(['check', '--data', `${data}.missing`]);
    expect(code).toBe(1);
    expect(stderr).toContain('there is no such file');
  });
});
