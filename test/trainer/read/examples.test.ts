import { describe, expect, it } from 'vitest';
import { type Example, type ReadOptions, readExamples } from '../../../trainer/read/examples.ts';
import { bytes, temporaryFolder } from '../files.ts';

const write = temporaryFolder();

type Read = { rows: Example[]; bad: [number, string][] };

async function read(path: string, options: ReadOptions = {}): Promise<Read> {
  const bad: [number, string][] = [];
  const rows: Example[] = [];
  for await (const row of readExamples(path, {
    ...options,
    onBadRow: (line, why) => bad.push([line, why]),
  })) {
    rows.push(row);
  }
  return { rows, bad };
}

const TWO_ROWS = [
  { label: 'positive', text: 'good', line: 2 },
  { label: 'negative', text: 'bad, "very"', line: 3 },
];

describe('readExamples()', () => {
  it.each([
    ['two.tsv', 'label\ttext\npositive\tgood\nnegative\tbad, "very"\n'],
    ['crlf.tsv', 'text\tid\tlabel\r\ngood\t1\tpositive\r\nbad, "very"\t2\tnegative'],
    ['two.csv', 'label,text\npositive,good\nnegative,"bad, ""very"""\n'],
    ['bom.csv', '\ufeffid,text,label\r\n1,good,positive\r\n2,"bad, ""very""",negative\r\n'],
    [
      'two.jsonl',
      '\n{"label":"positive","text":"good"}\n{"text":"bad, \\"very\\"","x":1,"label":" negative "}\n',
    ],
  ])('reads %s', async (name, content) => {
    expect(await read(write(name, content))).toEqual({ rows: TWO_ROWS, bad: [] });
  });

  it('takes a TSV file of two columns without their names for label and text', async () => {
    const { rows } = await read(write('bare.tsv', '\npositive\tgood\nnegative\tbad, "very"\n'));
    expect(rows).toEqual(TWO_ROWS);
  });

  it('notices a header that it took for a row', async () => {
    const body = Array.from({ length: 30 }, (_, index) => `pos\tgood ${index}`).join('\n');
    await expect(read(write('unnamed.tsv', `mood\tremark\n${body}`))).rejects.toThrow(
      'has the label "mood"; if it is a header, say --text-column NAME and --label-column NAME, and if',
    );
  });

  it('takes columns by name and by position', async () => {
    const named = write('named.csv', 'mood,review\npositive,good\n');
    const expected = [{ text: 'good', label: 'positive', line: 2 }];
    expect((await read(named, { textColumn: 'review', labelColumn: 'mood' })).rows).toEqual(expected);
    const bare = write('positions.csv', '\npositive,7,good\n');
    expect((await read(bare, { textColumn: '3', labelColumn: '1' })).rows).toEqual(expected);
  });

  it.each([
    [
      'text.csv',
      'a,b,label\n1,2,3\n',
      'column "text" is not in',
      'it has a, b, label; say --text-column a --label-column label, or',
    ],
    ['label.csv', 'text,b\n1,2\n', 'column "label" is not in', 'say --text-column text --label-column b, or'],
    ['label.tsv', 'mood\tlabel\na\t1\n', 'column "text" is not in', 'it has mood, label'],
    ['three.tsv', 'a\tb\tc\n1\t2\t3\n', 'column "text" is not in', 'it has a, b, c'],
  ])('names the missing column of %s', async (name, content, ...messages) => {
    const failure = await read(write(name, content)).then(String, String);
    for (const message of [...messages, name]) expect(failure).toContain(message);
  });

  it.each([
    ['weights.tsv', 'label\ttext\tweight\na\tb\t0.5\na\tb\t\na\tb\t1e3\n'],
    ['weights.csv', 'weight,label,text\n0.5,a,b\n,a,b\n1000,a,b\n'],
    [
      'weights.jsonl',
      '{"label":"a","text":"b","weight":0.5}\n{"label":"a","text":"b"}\n{"label":"a","text":"b","weight":"1000"}\n',
    ],
  ])('reads the weights of %s, and 1 where there is none', async (name, content) => {
    const path = write(name, content);
    const { rows, bad } = await read(path);
    expect(rows.map(({ weight = 1 }) => weight)).toEqual([0.5, 1, 1000]);
    expect(bad).toEqual([]);
    const ignored = await read(path, { weightColumn: false });
    expect(ignored.rows.map(({ weight }) => weight)).toEqual([undefined, undefined, undefined]);
  });

  it('takes the column of the weight by name and by position, and misses it', async () => {
    const named = write('named-weight.csv', 'label,text,weight,times\na,b,heavy,2\n');
    expect((await read(named, { weightColumn: 'times' })).rows[0].weight).toBe(2);
    const bare = write('weight-position.tsv', '2\ta\tb\n');
    const positions = { textColumn: '3', labelColumn: '2', weightColumn: '1' };
    expect((await read(bare, positions)).rows[0]).toEqual({ text: 'b', label: 'a', line: 1, weight: 2 });
    const missing = read(named, { weightColumn: 'mass' });
    await expect(missing).rejects.toThrow('column "mass" is not in');
    const lines = write('no-weight.jsonl', '{"label":"a","text":"b"}');
    expect((await read(lines, { weightColumn: 'mass' })).bad).toEqual([[1, '"mass" is missing']]);
  });

  it.each([
    ['group.tsv', 'source\tlabel\ttext\nfilms\ta\tb\n\ta\tb\n'],
    ['group.csv', 'label,text,source\na,b,films\na,b,\n'],
    [
      'group.jsonl',
      '{"label":"a","text":"b","source":"films"}\n{"label":"a","text":"b","source":""}\n{"label":"a","text":"b"}\n',
    ],
  ])('reads the group of the rows of %s where it is asked for', async (name, content) => {
    const path = write(name, content);
    const { rows, bad } = await read(path, { groupColumn: 'source' });
    expect(rows.map(({ group }) => group)).toEqual(['films', '']);
    const missing = [[3, '"source" is missing, allowed a string, number or boolean']];
    expect(bad).toEqual(name.endsWith('jsonl') ? missing : []);
    for (const row of (await read(path)).rows) expect(row).not.toHaveProperty('group');
  });

  it('takes the column of the group by position, and misses it', async () => {
    const bare = write('group-position.tsv', 'films\ta\tb\n');
    const positions = { textColumn: '3', labelColumn: '2' };
    expect((await read(bare, { ...positions, groupColumn: '1' })).rows[0].group).toBe('films');
    await expect(read(bare, { ...positions, groupColumn: 'source' })).rejects.toThrow(
      'the group column is "source", but text and label are named by position',
    );
    const named = write('group-missing.tsv', 'label\ttext\na\tb\n');
    await expect(read(named, { groupColumn: 'source' })).rejects.toThrow('column "source" is not in');
  });

  it.each([
    ['split.tsv', 'label\ttext\tsplit_group\na\tb\tfilm \na\tb\t\na\tb\t7\n'],
    ['split.csv', 'split_group,label,text\nfilm,a,b\n,a,b\n7,a,b\n'],
    [
      'split.jsonl',
      '{"label":"a","text":"b","split_group":"film"}\n{"label":"a","text":"b"}\n{"label":"a","text":"b","split_group":7}\n',
    ],
  ])('reads the split groups of %s, and none where the cell is empty', async (name, content) => {
    const path = write(name, content);
    const { rows, bad } = await read(path);
    expect(rows.map(({ splitGroup }) => splitGroup)).toEqual(['film', undefined, '7']);
    expect(rows[1]).not.toHaveProperty('splitGroup');
    expect(bad).toEqual([]);
    const ignored = await read(path, { splitGroupColumn: false });
    for (const row of ignored.rows) expect(row).not.toHaveProperty('splitGroup');
  });

  it('takes the column of the split group by name and by position, and misses it', async () => {
    const named = write('named-split.csv', 'label,text,split_group,film\na,b,1,2\n');
    expect((await read(named, { splitGroupColumn: 'film' })).rows[0].splitGroup).toBe('2');
    const bare = write('split-position.tsv', '2\ta\tb\n');
    const positions = { textColumn: '3', labelColumn: '2' };
    expect((await read(bare, { ...positions, splitGroupColumn: '1' })).rows[0].splitGroup).toBe('2');
    await expect(read(bare, { ...positions, splitGroupColumn: 'film' })).rejects.toThrow(
      '--split-group is "film", but text and label are named by position',
    );
    await expect(read(named, { splitGroupColumn: 'flim' })).rejects.toThrow(
      /^column "flim" is not in .*; did you mean film\?$/,
    );
    await expect(read(named, { splitGroupColumn: 'text' })).rejects.toThrow(
      'cannot be the split group as well',
    );
    const two = write('two-columns.tsv', 'positive\tgood\n');
    await expect(read(two, { splitGroupColumn: 'film' })).rejects.toThrow('column "text" is not in');
  });

  it('tells of split groups in JSONL that are missing where they are asked for, or no names', async () => {
    const lines = write(
      'odd-split.jsonl',
      '{"label":"a","text":"b","split_group":[]}\n{"label":"a","text":"b","split_group":null}\n{"label":"a","text":"b"}\n',
    );
    const allowed = 'allowed a string, number or boolean';
    const list = [1, `"split_group" is a list, ${allowed}`];
    expect((await read(lines)).bad).toEqual([list]);
    expect((await read(lines, { splitGroupColumn: 'split_group' })).bad).toEqual([
      list,
      [3, `"split_group" is missing, ${allowed}`],
    ]);
    const label = { labelColumn: 'split_group' };
    const own = write('split-label.jsonl', '{"text":"b","split_group":"a"}\n');
    expect((await read(own, label)).rows).toEqual([{ text: 'b', label: 'a', line: 1 }]);
  });

  it('numbers a row by the line where it begins', async () => {
    const path = write('lines.csv', 'label,text\na,"one\r\ntwo"\r\n\nb,three\n');
    expect((await read(path)).rows).toEqual([
      { label: 'a', text: 'one\r\ntwo', line: 2 },
      { label: 'b', text: 'three', line: 5 },
    ]);
  });

  it.each([
    ['open.csv', 'label,text\na,"x"\n\nb,"never closed\nc,d\n', 'begins at line 4 has a broken quote'],
    ['after.csv', 'label,text\na,x\nb,"two"lines\nc,d\n', 'begins at line 3 has a broken quote'],
  ])('ends %s at the broken quote', async (name, content, message) => {
    await expect(read(write(name, content))).rejects.toThrow(message);
  });

  it.each([
    [
      'fields.tsv',
      bytes('label\ttext\na\tb\tc\n\nd\ne\tf\n'),
      [
        [2, 'has 3 fields, the first row has 2'],
        [4, 'has 1 fields, the first row has 2'],
      ],
    ],
    [
      'blank.csv',
      bytes('label,text\na, \n ,b\na,\u200b\ne,f\n'),
      [
        [2, 'has a blank text'],
        [3, 'has a blank label'],
        [4, 'has a blank text'],
      ],
    ],
    [
      'weight.tsv',
      bytes(
        'label\ttext\tweight\na\tb\t0\na\tb\t-1\na\tb\tten\na\tb\tInfinity\na\tb\t1000.5\na\tb\t5e-324\na\tb\t0.0009\ne\tf\t0.001\n',
      ),
      ['0', '-1', 'ten', 'Infinity', '1000.5', '5e-324', '0.0009'].map((weight, row) => [
        row + 2,
        `has the weight "${weight}", allowed 0.001 to 1000`,
      ]),
    ],
    ['utf8.tsv', bytes('label\ttext\na\t', [0xff], '\ne\tf\n'), [[2, 'is not UTF-8']]],
    ['utf8.csv', bytes('label,text\na,', [0xff], '\ne,f\n'), [[2, 'is not UTF-8']]],
    [
      'utf8.jsonl',
      bytes('{"label":"a","text":"', [0xff], '"}\n{"label":"e","text":"f"}'),
      [[1, 'is not UTF-8']],
    ],
    [
      'long.tsv',
      bytes('label\ttext\na\t', 'x'.repeat(2 ** 20), '\ne\tf\n'),
      [[2, 'is over 262144 bytes long, allowed up to that']],
    ],
    [
      'long.csv',
      bytes('label,text\na,', 'x'.repeat(2 ** 20), '\ne,f\n'),
      [[2, 'has 1048578 bytes, allowed up to 262144']],
    ],
    [
      'bad.jsonl',
      bytes(
        '{\n[]\nnull\n{"label":1}\n{"text":1,"label":1}\n{"text":"a","label":null}\n{"text":"f","label":"e"}\n',
      ),
      [
        [1, 'is not JSON'],
        [2, 'is JSON, but not an object'],
        [3, 'is JSON, but not an object'],
        [4, '"text" is missing, allowed a string'],
        [5, '"text" is of type number, allowed a string'],
        [6, '"label" is null, allowed a string, number or boolean'],
      ],
    ],
  ])('leaves out the bad rows of %s and goes on', async (name, content, expected) => {
    const { rows, bad } = await read(write(name, content));
    expect(bad).toEqual(expected);
    expect(rows).toMatchObject([{ label: 'e', text: 'f' }]);
  });

  it('reads labels of JSONL that are numbers or booleans', async () => {
    const { rows } = await read(write('kinds.jsonl', '{"text":"a","label":1}\n{"text":"b","label":false}'));
    expect(rows.map(({ label }) => label)).toEqual(['1', 'false']);
  });

  it('goes by the content where the name says nothing, or by the format given', async () => {
    for (const name of ['rows.txt', 'rows', 'rows.data']) {
      expect((await read(write(name, 'label,text\na,b\n'))).rows).toMatchObject([{ label: 'a', text: 'b' }]);
      expect((await read(write(name, 'label\ttext\na\tb\n'))).rows).toMatchObject([
        { label: 'a', text: 'b' },
      ]);
    }
    const path = write('rows.txt', 'a,b\tc\n');
    expect((await read(path)).rows).toMatchObject([{ label: 'a,b', text: 'c' }]);
    expect((await read(path, { format: 'csv' })).rows).toMatchObject([{ label: 'a', text: 'b\tc' }]);
  });

  it('says that there is no such file', async () => {
    for (const name of ['none.tsv', 'none.csv', 'none.jsonl']) {
      await expect(read(name)).rejects.toThrow(`cannot open ${name}: there is no such file`);
    }
  });
});
