import { describe, expect, it } from 'vitest';
import { readChunks, refuseUtf16 } from '../../../trainer/read/lines.ts';
import { loadExamples } from '../../../trainer/read/load.ts';
import { collect, temporaryFolder } from '../files.ts';

const write = temporaryFolder();

describe('loadExamples()', () => {
  it.each([
    ['text,label,label\ngood,a,b\n', 'label', {}],
    ['text,text,label\ngood,a,b\n', 'text', {}],
    ['weight,text,label,weight\n1,good,a,2\n', 'weight', {}],
    ['text,split_group,label,split_group\ngood,1,a,2\n', 'split_group', {}],
    ['text,label,source,source\ngood,a,b,c\n', 'source', { groupColumn: 'source' }],
  ])('names a column that is there twice: %j', async (content, column, options) => {
    const path = write('twice.csv', content);
    await expect(loadExamples(path, options)).rejects.toThrow(
      `twice.csv has two columns "${column}": rename one`,
    );
  });

  it('names a weight that is nested deep enough to overflow a stack', async () => {
    const weight = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const path = write('deep.jsonl', `{"text":"a","label":"b","weight":${weight}}\n`);
    await expect(loadExamples(path)).rejects.toThrow(
      'line 1 has the weight of a list or object, allowed 0.001 to 1000',
    );
  });

  it('reads a file that has another column twice', async () => {
    const { examples: rows } = await loadExamples(write('other.csv', 'id,text,label,id\n1,good,a,2\n'));
    expect(rows).toMatchObject([{ text: 'good', label: 'a' }]);
  });

  const few = 'good film,positive\nbad film,negative\n'.repeat(3);
  it.each([
    ['few.tsv', `mood\tremark\n${few.replace(/(.*),(.*)/g, '$2\t$1')}`, {}, 'mood'],
    ['few.csv', `review,sentiment\n${few}`, { textColumn: '1', labelColumn: '2' }, 'sentiment'],
    ['many.csv', `review,sentiment\n${few.repeat(20)}`, { textColumn: '1', labelColumn: '2' }, 'sentiment'],
    ['many.tsv', `rare\tx\n${'a\tx\nb\ty\n'.repeat(20)}`, { textColumn: '2', labelColumn: '1' }, 'rare'],
  ])('notes in %s a header that was read as a row', async (name, content, options, label) => {
    const notes: string[] = [];
    const path = write(name, content);
    const { examples: rows } = await loadExamples(path, { ...options, report: (note) => notes.push(note) });
    expect(rows.length).toBeGreaterThan(6);
    expect(notes.filter((note) => !note.startsWith('reading '))).toEqual([
      `note: only the first row of ${path} has the label "${label}"; if it is a header, say --text-column NAME and ` +
        '--label-column NAME',
    ]);
  });

  it('says nothing of a first row whose label comes again', async () => {
    const notes: string[] = [];
    const options = { textColumn: '1', labelColumn: '2', report: (note: string) => notes.push(note) };
    await loadExamples(write('rows.csv', few), options);
    expect(notes).toEqual([]);
  });
});

describe('UTF-16', () => {
  const utf16 = (text: string, bigEndian = false) => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
  const text = 'label,text\npositive,a very good film\nnegative,a bad one\n';

  it.each([
    ['with a mark', utf16(`\ufeff${text}`)],
    ['with a mark, big-endian', utf16(`\ufeff${text}`, true)],
    ['without a mark', utf16(text)],
    ['without a mark, big-endian', utf16(text, true)],
    ['Chinese with a mark', utf16('\ufeff好,电影\n')],
  ])('%s is read, but for one text a line', async (_, content) => {
    const text = (await collect(readChunks(write('x.csv', content), {}))).join('');
    expect(text).toMatch(/^(label,text\npositive,a very good film\nnegative,a bad one\n|好,电影\n)$/);
    await expect(collect(refuseUtf16('x', iterate([content])))).rejects.toThrow(
      'x is UTF-16, allowed UTF-8: convert it, such as with iconv',
    );
  });

  it('is not what UTF-8 is taken for, nor a file with some zeros', async () => {
    for (const content of [`\ufeff${text}`, text, '好,电影', '', 'a', 'a\0b,c\0', '\0\0\0\0']) {
      const read = await collect(refuseUtf16('x', iterate([Buffer.alloc(0), Buffer.from(content)])));
      expect(Buffer.concat(read).toString()).toBe(content);
    }
  });
});

async function* iterate(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}
