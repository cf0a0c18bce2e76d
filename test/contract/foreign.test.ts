import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli } from './cli.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(60));
const root = dirname(data);
const withoutPaths = (text: string) => text.replaceAll(`${root}/`, '');
const train = (out: string, ...more: string[]) => runCli(trainArgs(data, join(root, out), 1, ...more));

/** A folder with files of a user's. */
function folderWith(out: string, files: Record<string, string>): string {
  const folder = join(root, out);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('train', () => {
  it('leaves the files and folders of others in OUT/checkpoints, and their drafts', async () => {
    const mine = {
      'checkpoints/mine.pt': 'weights of months',
      'checkpoints/old/epoch-000001.checkpoint': 'of another tool',
      'model.safetensors.unfinished': 'a draft of mine',
      'notes.txt': 'read me',
    };
    const out = folderWith('kept', mine);
    const draft = join(out, 'checkpoints', 'epoch-000007.checkpoint.unfinished');
    writeFileSync(draft, 'edge-sentiment-checkpoint/2  cut off');
    expect(await train('kept')).toMatchObject({ code: 0, stderr: '' });
    for (const [name, content] of Object.entries(mine)) {
      expect(readFileSync(join(out, name), 'utf8')).toBe(content);
    }
    expect(readdirSync(join(out, 'checkpoints')).sort()).toEqual(['mine.pt', 'old']);
    expect(existsSync(join(out, 'model.safetensors'))).toBe(true);
  });

  it.each([
    ['checkpoints', 'is no folder, but checkpoints go into one of that name'],
    ['checkpoints/epoch-000001.checkpoint', 'has the name of a checkpoint, but is none'],
    ['checkpoints/epoch-000001.checkpoint.unfinished', 'has the name of a checkpoint, but is none'],
    ['lock', 'is not a lock of edge-sentiment'],
  ])('refuses a folder in which %s is of another, before it reads the data', async (name, problem) => {
    for (const [index, more] of [[], ['--resume']].entries()) {
      const out = `taken-${name.replaceAll('/', '-')}-${index}`;
      const folder = folderWith(out, { [name]: '4711\n' });
      const { code, stderr } = await runCli(trainArgs('none.tsv', folder, 1, ...more));
      expect(withoutPaths(stderr)).toBe(
        `error: ${out}/${name} ${problem}: move it away, or give another --out\n`,
      );
      expect(code).toBe(1);
      expect(readFileSync(join(folder, name), 'utf8')).toBe('4711\n');
    }
  });

  it('does not follow a link that has the name of a checkpoint or the lock', async () => {
    const precious = write('precious', 'edge-sentiment 1\n');
    const out = folderWith('links', { 'notes.txt': '' });
    symlinkSync(precious, join(out, 'lock'));
    expect((await train('links')).stderr).toContain('links/lock is not a lock of edge-sentiment');
    const other = folderWith('linked', { 'checkpoints/mine.pt': '' });
    symlinkSync(precious, join(other, 'checkpoints', 'epoch-000001.checkpoint'));
    expect((await train('linked')).stderr).toContain('has the name of a checkpoint, but is none');
    expect(readFileSync(precious, 'utf8')).toBe('edge-sentiment 1\n');
  });
});
