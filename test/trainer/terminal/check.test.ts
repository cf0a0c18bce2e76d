import { describe, expect, it } from 'vitest';
import { checkText } from '../../../trainer/terminal/check.ts';

const NONE = { rows: 0, lines: [] };
const FOUND = {
  ...{ rows: 9000, leftOut: 3, repeats: 0, duplicates: [], contradictions: [], fewRows: [] },
  ...{ emails: NONE, telephones: NONE, damaged: NONE, languages: { en: 9000, zh: 0, und: 3 } },
  labels: { good: 6000, 'b\u202Ead': 3000 },
  lengths: { median: 9, p90: 20, p99: 40, longest: 300, empty: 0, limit: 256, over: 2 },
  parts: { checked: 2000, parts: 3, lines: [4, 5, 6], leak: false },
};
const shown = { width: 80, textOf: undefined };

describe('checkText()', () => {
  it('has labels, lengths and nothing else where nothing was found', () => {
    const text = checkText(FOUND, shown);
    expect(text).toMatch(/^9,000 rows, 3 more cannot be used\n\nlabel +rows +share\ngood +6,000 {2}66.7 %\n/);
    expect(text).toMatch(/\n\nnothing else was found$/);
    expect(text).not.toContain('\u202E');
  });

  it('names the first lines of each finding and counts the rest, in 80 columns', () => {
    const lines = Array.from({ length: 30 }, (_, i) => 1_000_000 + i);
    const text = checkText(
      {
        ...FOUND,
        repeats: 31,
        duplicates: [{ lines, labels: lines.map(() => 'good') }],
        contradictions: [{ lines: [2, 3], labels: ['good', 'b\u202Ead'] }],
        emails: { rows: 30, lines },
        telephones: { rows: 1, lines: [7] },
        parts: { ...FOUND.parts, parts: 1000, leak: true },
        fewRows: ['good'],
      },
      shown,
    );
    expect(text).toContain('\n1 text has rows with different labels\n  lines 2 (good), 3 (b�ad)\n');
    expect(text).toContain(
      '\n30 rows have an e-mail address\n  lines 1000000, 1000001, 1000002, 1000003, 1000004 and 25 more\n',
    );
    expect(text).toContain('\n1 row has what looks like a telephone number\n  line 7\n');
    expect(text).toContain('\n50 % of the rows are parts of longer ones');
    expect(text).toMatch(/\ntoo few rows to measure them: good 6,000$/);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('shows texts only where they were asked for, cleaned and cut', () => {
    const found = { ...FOUND, emails: { rows: 1, lines: [7] } };
    const textOf = () => `\u001b[31mjo@example.org ${'x'.repeat(200)}`;
    expect(checkText(found, { width: 80, textOf })).toMatch(/\n {2}line 7\n {4}�\[31mjo@example.org x+…$/);
    expect(checkText(found, shown)).not.toContain('jo@');
  });
});
