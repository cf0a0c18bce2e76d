import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageOf, placeOf } from '../../../trainer/report/rendering.ts';
import { temporaryFolder } from '../files.ts';
import { runReport } from './runs.ts';

const root = dirname(temporaryFolder()('nothing', ''));

/** A folder with this `report.json`, or with none. */
function folderOf(name: string, content?: string): string {
  mkdirSync(join(root, name));
  if (content !== undefined) writeFileSync(join(root, name, 'report.json'), content);
  return join(root, name);
}

describe('pageOf()', () => {
  it.each([
    ['a folder without one', undefined, 'report.json: give folders that train has written to'],
    ['what is no JSON', 'hello', 'report.json is no report of this version'],
    ['another JSON', '[1]', 'report.json is no report of this version'],
    ['a report without its parts', '{"format":"edge-sentiment/report/1"}', 'is no report of this version'],
    ['a file that is too large', ' '.repeat(16_000_001), 'has 16000001 bytes, allowed 16000000'],
  ])('refuses %s', async (name, content, problem) => {
    await expect(pageOf([folderOf(name, content)])).rejects.toThrow(problem);
  });

  it('compares no run that has not ended, and no more than 12', async () => {
    const folder = folderOf('running', JSON.stringify(runReport({}, { result: undefined })));
    await expect(pageOf([folder, folder])).rejects.toThrow('has not ended: compare it once it has');
    await expect(pageOf(new Array(13).fill(folder))).rejects.toThrow('13 runs are given, allowed up to 12');
    expect((await pageOf([folder])).page).toContain('epoch 8 of 8');
  });
});

describe('placeOf()', () => {
  it('is in the folder of one run, and in none of several', () => {
    expect(placeOf(['a'])).toBe(join('a', 'report.html'));
    expect(placeOf(['a', 'b'])).toBe('comparison.html');
  });
});
