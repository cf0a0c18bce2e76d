import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../../trainer/read/examples.ts';
import { loadExamples } from '../../../trainer/read/load.ts';
import { openTexts } from '../../../trainer/read/texts.ts';
import { bytes, temporaryFolder } from '../files.ts';
import { encode } from './encode.ts';

const write = temporaryFolder();

/** What a file is read as: label and text of each row, and what it was taken for. */
async function read(name: string, content: string | Uint8Array, options: ReadOptions = {}) {
  const facts: string[] = [];
  const notes: string[] = [];
  const { examples } = await loadExamples(write(name, content), {
    ...options,
    found: (fact) => facts.push(fact),
    report: (note) => notes.push(note),
  });
  return {
    rows: examples.map(({ label, text }) => [label, text]),
    facts,
    notes: notes.filter((note) => !note.startsWith('reading ')),
  };
}

const ROWS = [
  ['positive', 'A warm café; I’d come again'],
  ['negative', 'Too loud, too dear'],
];
const CSV = 'text,label\nA warm café; I’d come again,positive\n"Too loud, too dear",negative\n';
const TSV = CSV.replaceAll(',', '\t').replace('"Too loud\t too dear"', 'Too loud, too dear');
const SEMICOLONS = 'text;label\n"A warm café; I’d come again";positive\nToo loud, too dear;negative\n';

describe('tables that were put together', () => {
  it.each([
    ['.csv', CSV],
    ['.csv after a mark', `\ufeff${CSV}`],
    ['.tsv', TSV],
    ['.csv under other names', CSV.replace('text,label', 'Review,Sentiment')],
  ])('have their header once, as %s', async (name, content) => {
    const { rows, notes } = await read(`a${name.slice(0, 4)}`, content.repeat(3));
    expect(rows).toEqual([...ROWS, ...ROWS, ...ROWS]);
    expect(notes).toEqual([
      expect.stringMatching(
        /^note: the header of .* stands again at line 4 and 1 times more, and is left out there$/,
      ),
    ]);
  });

  it('have a row for each of their texts where no label is read', async () => {
    const rows: string[] = [];
    const texts = await openTexts(write('texts.csv', 'text,n\ngood,1\ntext,n\n'), {});
    for await (const row of texts.rows) rows.push('text' in row ? row.text : row.problem);
    expect(rows).toEqual(['good', 'text']);
  });
});

describe('a table as people have it is read unaided', () => {
  it.each<[shape: string, name: string, content: string | Uint8Array, facts: string[]]>([
    ['CSV UTF-8 of Excel', 'a.csv', `\ufeff${CSV.replaceAll('\n', '\r\n')}`, []],
    ['semicolons', 'a.csv', SEMICOLONS, ['separated by ";"']],
    ['semicolons after a mark', 'a.csv', `\ufeff${SEMICOLONS}`, ['separated by ";"']],
    ['sep=;', 'a.csv', `sep=;\r\n${SEMICOLONS}`, ['separated by ";"']],
    ['sep=; in quotes after a mark', 'a.csv', `\ufeff"sep=;"\n${SEMICOLONS}`, ['separated by ";"']],
    ['pipes', 'a.csv', CSV.replaceAll(/,(?! )/g, '|'), ['separated by "|"']],
    ['tabs in .csv', 'a.csv', TSV, ['separated by tabs']],
    ['commas in .tsv', 'a.tsv', CSV, ['separated by ","']],
    ['UTF-16 with a mark', 'a.tsv', encode('utf-16le', `\ufeff${TSV}`), ['UTF-16']],
    ['UTF-16 without a mark', 'a.csv', encode('utf-16le', CSV), ['UTF-16']],
    ['UTF-16, big-endian', 'a.csv', encode('utf-16be', `\ufeff${CSV}`), ['UTF-16']],
    ['Windows-1252', 'a.csv', encode('windows-1252', CSV), ['Windows-1252']],
    ['CR alone', 'a.csv', CSV.replaceAll('\n', '\r'), ['lines that end in CR']],
    ['gzip', 'a.csv', gzipSync(CSV), ['gzip']],
    [
      'gzip of UTF-16 with semicolons',
      'a.csv',
      gzipSync(encode('utf-16le', `\ufeff${SEMICOLONS}`)),
      ['gzip', 'UTF-16', 'separated by ";"'],
    ],
    [
      'capitals',
      'a.csv',
      CSV.replace('text,label', 'Text,LABEL'),
      ['text from column "Text"', 'label from column "LABEL"'],
    ],
    [
      'blanks around names',
      'a.csv',
      CSV.replace('text,label', 'text , label'),
      ['text from column "text "', 'label from column " label"'],
    ],
    [
      'IMDB',
      'a.csv',
      CSV.replace('text,label', 'review,sentiment'),
      ['text from column "review"', 'label from column "sentiment"'],
    ],
    [
      'airline tweets',
      'a.csv',
      'tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,text\n' +
        '1,positive,1.0,,A warm café; I’d come again\n2,negative,0.6,Noise,"Too loud, too dear"\n',
      ['label from column "airline_sentiment"'],
    ],
    [
      'CSV of Label Studio',
      'a.csv',
      'annotation_id,annotator,id,lead_time,sentiment,text\n' +
        '7,1,1,3.2,positive,A warm café; I’d come again\n8,1,2,1.9,negative,"Too loud, too dear"\n',
      ['label from column "sentiment"'],
    ],
    [
      'no header, as Amazon Comprehend',
      'a.csv',
      'positive,A warm café; I’d come again\nnegative,"Too loud, too dear"\n',
      ['without a header: label first'],
    ],
    [
      'Sentiment140',
      'a.csv',
      '"0","1467810369","Mon Apr 06","NO_QUERY","ann","Late again, of course"\n' +
        '"4","1467810672","Mon Apr 06","NO_QUERY","bob","What a day"\n',
      ['without a header, as Sentiment140: label first, text last'],
    ],
    [
      'Sentiment140 in Latin-1',
      'a.csv',
      encode(
        'windows-1252',
        '"0","1","Mon","NO_QUERY","ann","Café closed"\n"4","2","Mon","NO_QUERY","bob","Olé"\n',
      ),
      ['Windows-1252', 'without a header, as Sentiment140: label first, text last'],
    ],
  ])('%s', async (shape, name, content, facts) => {
    const { rows, facts: found, notes } = await read(name, content);
    expect(found).toEqual(facts);
    expect(notes.filter((note) => !note.includes('only the first row'))).toEqual([]);
    if (!shape.startsWith('Sentiment140')) expect(rows).toEqual(ROWS);
    else expect(rows.map(([label]) => label)).toEqual(['0', '4']);
  });

  it('with the label second and no header, where the rows show it', async () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `"Stayed ${i} nights, would stay again",${i % 2 ? 'good' : 'bad'}`,
    );
    const { rows, facts } = await read('second.csv', lines.join('\n'));
    expect(facts).toEqual(['without a header: text first']);
    expect(rows[1]).toEqual(['good', 'Stayed 1 nights, would stay again']);
  });

  it.each([
    [
      '\\"',
      'a.csv',
      'text,label\n"The \\"best\\" one, they say",pos\nC:\\new \\o/,neg\n',
      'The "best" one, they say',
    ],
    ['bare quotes', 'a.csv', 'text,label\nThe "best" one,pos\nC:\\new \\o/,neg\n', 'The "best" one'],
    ['pandas', 'a.tsv', 'text\tlabel\n"The best\none"\tpos\nC:\\new \\o/\tneg\n', 'The best\none'],
    [
      'pandas with quotes',
      'a.tsv',
      'text\tlabel\n"The ""best"" one"\tpos\nC:\\new \\o/\tneg\n',
      'The "best" one',
    ],
  ])('with quotes as %s', async (_, name, content, text) => {
    expect((await read(name, content)).rows).toEqual([
      ['pos', text],
      ['neg', 'C:\\new \\o/'],
    ]);
  });

  it.each([
    'pos\t"Great" they said\nneg\tnot "great"\n',
    'pos\t"Great"\nneg\tnot great\npos\tbest\n',
    'pos\t"Great film\nneg\ta dud"\n',
    'pos\t"" or nothing\nneg\t"\n',
  ])('with quotes that are characters like any other: %j', async (content) => {
    const lines = content.trimEnd().split('\n');
    expect((await read('raw.tsv', content)).rows).toEqual(lines.map((line) => line.split('\t')));
  });

  it('by the flags, whatever it looks like', async () => {
    const { rows } = await read('a.csv', 'text:label\na, b; c:x\nd, e; f:y\n', { delimiter: ':' });
    expect(rows).toEqual([
      ['x', 'a, b; c'],
      ['y', 'd, e; f'],
    ]);
    const greek = { encoding: 'windows-1253' };
    const content = encode('windows-1253', 'text,label\nΚαλό,x\nΚακό,y\n');
    expect((await read('b.csv', content, greek)).rows).toEqual([
      ['x', 'Καλό'],
      ['y', 'Κακό'],
    ]);
  });
});

const RUSSIAN = 'text,label\nОчень хороший фильм и прекрасные актёры,x\nСкучно и слишком длинно,y\n';
const CHINESE = 'text,label\n这部电影很好看,x\n太长了，我不喜欢,y\n';
const JAPANESE = 'text,label\nとても良い映画でした,x\n退屈で長すぎました,y\n';

describe('a table that cannot be read is refused by its name, with the way on', () => {
  it.each<[shape: string, name: string, content: string | Uint8Array, message: string]>([
    [
      '.xlsx',
      'a.xlsx',
      bytes('PK\x03\x04xl/workbook.xml'),
      'is an Excel workbook (.xlsx): open it and save it as CSV UTF-8',
    ],
    ['.xlsx named .csv', 'a.csv', bytes('PK\x03\x04..xl/workbook.xml'), 'is an Excel workbook (.xlsx)'],
    ['.docx', 'a.docx', bytes('PK\x03\x04word/document.xml'), 'is a Word document (.docx): give a table'],
    ['.zip', 'a.zip', bytes('PK\x03\x04labels.csv'), 'is a zip archive: unpack it'],
    ['.xls', 'a.xls', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'is an .xls workbook'],
    ['PDF', 'a.pdf', '%PDF-1.7\n', 'is a PDF'],
    ['gzip within gzip', 'a.csv', gzipSync(gzipSync(CSV)), 'is gzip within gzip: unpack it once'],
    ['damaged gzip', 'a.csv', gzipSync(CSV).subarray(0, 60), 'is a gzip file that is cut off or damaged'],
    [
      'floats',
      'a.csv',
      new Uint8Array(Float64Array.from({ length: 99 }, (_, i) => i).buffer),
      'is binary, not text',
    ],
    [
      'Windows-1251',
      'a.csv',
      encode('windows-1251', RUSSIAN),
      'is not UTF-8, most likely windows-1251: say --encoding',
    ],
    [
      'GB 18030',
      'a.csv',
      encode('gb18030', CHINESE),
      'is not UTF-8, most likely GB18030: say --encoding gb18030, or save it as UTF-8',
    ],
    ['Shift_JIS', 'a.csv', encode('shift_jis', JAPANESE), 'most likely Shift_JIS: say --encoding shift_jis'],
    ['one column', 'a.csv', 'text\ngood\nbad\n', 'has no label column: its first row is "text" alone'],
    [
      'texts alone',
      'a.csv',
      'Good, very\nbad\nso\nlovely, all, of it\n',
      'has no label column: its first row has 2 fields',
    ],
    [
      'two candidates',
      'a.csv',
      'review,rating,sentiment\na,1,neg\n',
      'column "label" is not in a.csv: it has review, rating, sentiment; say --text-column review --label-column rating',
    ],
    [
      'grams as weight',
      'a.csv',
      'text,label,weight\ngood,a,250\nbad,b,948\nso,b,50\n',
      'the column "weight" of a.csv has 250 as its median, weights of texts lie about 1: say --no-weight-column',
    ],
  ])('%s', async (_, name, content, message) => {
    const failure = await read(name, content, { format: 'csv' }).then(JSON.stringify, String);
    expect(failure.replaceAll(/\S+\//g, (path) => (path.includes('edge-sentiment') ? '' : path))).toContain(
      message,
    );
  });

  it('says what counts, and counts it where it is asked for', async () => {
    const content = 'text,label,weight\ngood,a,0.5\nbad,b,2\n';
    expect((await read('weights.csv', content)).facts).toEqual(['weights from column "weight"']);
    expect((await read('not.csv', content, { weightColumn: false })).facts).toEqual([]);
    const heavy = content.replace('0.5', '500').replace('2', '900');
    expect((await read('heavy.csv', heavy, { weightColumn: 'weight' })).rows).toHaveLength(2);
  });

  it('leaves out a few rows that are not UTF-8 and says which flag reads them', async () => {
    const good = 'Ein schöner Tag,a\n'.repeat(200);
    const { rows, notes } = await read('stray.csv', bytes(`text,label\n${good}caf`, [0xe9], ',b\n', good));
    expect(rows).toHaveLength(400);
    expect(notes[0]).toMatch(/^note: some rows of .*stray\.csv are not UTF-8; --encoding windows-1252/);
    expect(notes.slice(1).join()).toContain('line 202 is not UTF-8');
  });

  it('leaves out a text with a NUL', async () => {
    const notes = (await read('nul.csv', `text,label\n${'a,b\n'.repeat(20)}a\0,b\n`)).notes.join();
    expect(notes).toContain('line 22 has a NUL character in its text');
  });
});
