import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { tinyModel } from './model.ts';

const write = temporaryFolder();
const model = write('model.safetensors', tinyModel());
const root = join(model, '..');
const at = (name: string) => join(root, name);

const predict = (...args: string[]) => runCli(['predict', '--model', model, ...args]);

/** What the answers on standard output say. */
async function answers(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await predict(...args);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('predict', () => {
  it('reads a file of texts as before, and any file so with --format text', async () => {
    const content = 'good\n[not] JSON\n"bad", text\n';
    const [plain, lines, refused] = await Promise.all([
      predict(write('plain.txt', content)),
      predict(write('plain.csv', content), '--format', 'text'),
      predict(write('plain.tsv', 'good\nbad\n')),
    ]);
    expect(plain.stdout.split('\n')).toHaveLength(4);
    expect(lines.stdout).toBe(plain.stdout);
    expect(plain.stdout).not.toContain('"line"');
    expect(refused.stderr).toContain('or --format text if each line is a text');
    expect(refused.code).toBe(1);
  });

  it('reads JSON objects from standard input, and answers each as it comes', async () => {
    const child = startCli(['predict', '--model', model]);
    child.stdin.write('{"id":"a","text":"good"}\n');
    const [first] = await new Promise<Buffer[]>((resolve) =>
      child.stdout.once('data', (data) => resolve([data])),
    );
    expect(JSON.parse(first.toString())).toMatchObject({ id: 'a', label: 'positive' });
    child.stdin.end();
  });

  it('puts errors in the place of rows, with their ids', async () => {
    const path = write('bad.jsonl', '{"id":1,"text":"good"}\n{"id":2,"text":" "}\n{"id":3}\n{\n');
    expect(await answers(path)).toMatchObject([
      { id: 1, label: 'positive' },
      { id: 2, error: 'The text has no visible character, at least one is needed.' },
      { id: 3, error: 'The row has no field "text", which is needed.' },
      { error: expect.stringMatching(/^The row is not one JSON value, allowed /), offset: 52 },
    ]);
  });

  it('refuses a row of over 64 KB in every format of file and of answers, by its name', async () => {
    const long = 'good '.repeat(13_200);
    const files = [
      ['long.csv', `id,text\n7,${long}\n8,bad\n`, '7', '8'],
      ['long.jsonl', `{"id":7,"text":"${long}"}\n{"id":8,"text":"bad"}\n`, '7', '8'],
      [
        'long.json',
        JSON.stringify([
          { review: long, id: 7 },
          { review: 'bad', id: 8 },
        ]),
        '7',
        '8',
      ],
      ['long.txt', `${long}\nbad\n`, '1', '2'],
    ];
    await Promise.all(
      files.map(async ([name, content, first, second]) => {
        const path = write(name, content);
        const out = at(`${name}.answers.csv`);
        const [lines, table] = await Promise.all([answers(path), predict(path, '--out', out)]);
        expect(lines).toMatchObject([{ error: expect.stringMatching(/65536/) }, { label: 'negative' }]);
        if (name !== 'long.txt') expect(lines.map(({ id }) => String(id))).toEqual([first, second]);
        expect(table.stdout).toContain('has the answers to 1 texts, and why 1 could not be read');
        const rows = readFileSync(out, 'utf8').split('\r\n');
        expect(rows[1]).toMatch(new RegExp(`^${first},,.*65536`));
        expect(rows[2]).toMatch(new RegExp(`^${second},negative,`));
      }),
    );
  });

  it('keeps the places of blank rows, whatever the answers are written as', async () => {
    const path = write('blank.jsonl', '{"review":"good"}\n\n{"review":"bad"}\n');
    const out = at('blank.csv');
    const [lines] = await Promise.all([answers(path), predict(path, '--out', out)]);
    expect(lines).toMatchObject([
      { line: 1, label: 'positive' },
      { line: 2, error: 'line 2 is blank' },
      { line: 3, label: 'negative' },
    ]);
    const rows = readFileSync(out, 'utf8').split('\r\n');
    expect(rows.slice(1, 4).map((row) => row.split(',', 2).join())).toEqual([
      '1,positive',
      '2,',
      '3,negative',
    ]);
  });

  it('takes the model that ships as --model default', async () => {
    const path = write('shipped.txt', 'I loved it\n');
    const [named, file] = await Promise.all(
      ['default', 'src/weights/default.safetensors'].map((name) =>
        runCli(['predict', '--model', name, path]),
      ),
    );
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(named.stdout).toBe(file.stdout);
    expect(named.stdout).toContain('"model":"default@');
  });

  it('takes --data for the argument, and --out - for standard output', async () => {
    const path = write('same.csv', 'id,text\n7,good\n');
    const [argument, flag, both] = await Promise.all([
      predict(path),
      predict('--data', path, '--out', '-'),
      predict(path, '--data', path),
    ]);
    expect(argument.stdout).toMatch(/^\{"id":"7",/);
    expect(flag).toEqual(argument);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toMatch(/^error: the texts are .*same\.csv and --data .*same\.csv, allowed one file/);
  });

  it.each([
    ['empty.csv', ''],
    ['header.csv', 'id,text\n'],
    ['empty.txt', ''],
    ['empty.json', '[]'],
  ])('says that %s has no text, and writes nothing', async (name, content) => {
    const path = write(name, content);
    const printed = await predict(path);
    expect(printed).toMatchObject({ code: 1, stdout: '' });
    expect(printed.stderr).toBe(`error: ${path} is empty: it has no text to answer\n`);
    expect((await predict(path, '--out', at(`${name}.csv`))).code).toBe(1);
    expect(existsSync(at(`${name}.csv`))).toBe(false);
  });

  const OBJECTS = [
    { id: 7, text: 'good' },
    { id: 8, text: 'bad' },
  ];
  it.each([
    ['an array', JSON.stringify(OBJECTS)],
    ['an array over lines', JSON.stringify(OBJECTS, null, 2)],
    ['an object with an array', JSON.stringify({ rows: OBJECTS }, null, 2)],
  ])('reads %s from standard input', async (_, content) => {
    const { stdout, stderr, code } = await runCli(['predict', '--model', model], content);
    expect(stdout).toMatch(/^\{"id":7,"label":"positive".*\n\{"id":8,"label":"negative".*\n$/);
    expect(stderr).toMatch(/^reading standard input as JSON/);
    expect(code).toBe(0);
  });

  it('notes that lines of standard input may be a table', async () => {
    const { stdout, stderr } = await runCli(['predict', '--model', model], 'id,text\n7,good\n');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toBe(
      'note: each line of standard input is read as one text; if it is a table, say --format csv\n',
    );
  });

  it('notes that standard input has no text', async () => {
    expect(await runCli(['predict', '--model', model])).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: 'note: standard input is empty: it has no text to answer\n',
    });
  });

  it('takes the language from the caller, and the bound of others away', async () => {
    const path = write('german.txt', 'das ist nicht good\n');
    const named = write('german.csv', 'text\ndas ist nicht good\n');
    const [[found], [given], table, refused] = await Promise.all([
      answers(path),
      answers(path, '--language', 'en'),
      predict(named, '--language', 'en', '--out', at('german-answers.csv')),
      predict(path, '--language', 'de'),
    ]);
    expect(found.language).toBe('und');
    expect(found.score).toBeLessThanOrEqual(0.5);
    expect(given.language).toBe('en');
    expect(given.score).toBeGreaterThan(0.5);
    expect(table.code).toBe(0);
    expect(readFileSync(at('german-answers.csv'), 'utf8')).toContain(`,${given.label},${given.score},`);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--language is "de", allowed en, zh');
  });

  it('refuses a column of a file that has none', async () => {
    const { code, stderr } = await predict(write('lines.txt', 'good\n'), '--text-column', 'text');
    expect(stderr).toMatch(
      /^error: --text-column names a column, and .*lines\.txt is read as one text a line/,
    );
    expect(code).toBe(2);
  });
});

describe('predict --workers', () => {
  const texts = Array.from({ length: 3000 }, (_, row) => (row % 50 === 0 ? '' : `good ${row}, "bad"`));
  const csv = ['id,text', ...texts.map((text, row) => `${row},"${text.replaceAll('"', '""')}"`)].join('\n');
  const plain = texts.join('\r\n');
  const objects = texts
    .map((text, row) => JSON.stringify({ text, row, id: row % 2 ? row : null }))
    .join('\n');

  it.each([
    ['workers.csv', csv, []],
    ['workers.txt', plain, []],
    ['workers.jsonl', objects, ['--with-text']],
    ['table.csv', csv, ['--out']],
  ])('writes equal bytes for any number of threads: %s', async (name, content, more) => {
    const path = write(name, content);
    const runs = ['1', '2', '3'].map(async (workers) => {
      const out = at(`${name}.${workers}.csv`);
      const args = more.includes('--out') ? ['--out', out] : more;
      const { code, stdout, stderr } = await predict(path, '--workers', workers, ...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return args === more ? stdout : readFileSync(out, 'utf8');
    });
    const [one, two, three] = await Promise.all(runs);
    expect(one.split('\n').length).toBeGreaterThan(texts.length);
    expect(two).toBe(one);
    expect(three).toBe(one);
  });

  it('answers lines of standard input as they come, and as a file of them', async () => {
    const child = startCli(['predict', '--model', model, '--workers', '2']);
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stdin.write(`${texts[1]}\r\n`);
    await vi.waitUntil(() => stdout.includes('\n'), { timeout: 60_000 });
    child.stdin.end(texts.slice(2).join('\r\n'));
    await once(child, 'close');
    const whole = await predict(write('piped.txt', texts.slice(1).join('\r\n')));
    expect(stdout).toBe(whole.stdout);
  });
});

describe('predict --out', () => {
  const data = write('out.csv', 'id,text\n=1+1,good\n2,"=cmd|x, bad"\n3,\n');

  it('writes a CSV that a spreadsheet does not run', async () => {
    const { stdout, code } = await predict(data, '--out', at('answers.csv'), '--with-text');
    expect(stdout).toBe(`${at('answers.csv')} has the answers to 2 texts, and why 1 could not be read\n`);
    expect(code).toBe(0);
    const rows = readFileSync(at('answers.csv'), 'utf8').split('\r\n');
    expect(rows[0]).toBe('id,text,label,score,negative,neutral,positive,error');
    expect(rows[1]).toMatch(/^'=1\+1,good,positive,0\.\d+(?:,\d[\d.e-]*){3},$/);
    expect(rows[2]).toMatch(/^2,"'=cmd\|x, bad",negative,/);
    expect(rows[3]).toBe('3,,,,,,,line 4 has a blank text');
    expect(rows.slice(4)).toEqual(['']);
  });

  it('writes JSON lines with the same answers, and equal bytes again', async () => {
    const [{ stdout }] = await Promise.all([predict(data), predict(data, '--out', at('answers.jsonl'))]);
    expect(readFileSync(at('answers.jsonl'), 'utf8')).toBe(stdout);
  });

  it('refuses what is there, what is read and what it cannot write', async () => {
    const [there, forced, read, other] = await Promise.all([
      predict(data, '--out', write('there.csv', 'x')),
      predict(data, '--out', write('forced.csv', 'x'), '--force'),
      predict(data, '--out', data, '--force'),
      predict(data, '--out', at('answers.xlsx')),
    ]);
    expect(there.stderr).toContain(
      'there.csv is there already: give another --out, or say --force to replace it',
    );
    expect(forced.code).toBe(0);
    expect(read.stderr).toContain('which is read; give another');
    expect(other.stderr).toContain('answers.xlsx, allowed a name that ends in .csv or .jsonl');
    expect(other.code).toBe(2);
  });

  it('leaves nothing where a file cannot be read to its end', async () => {
    const cut = write('cut.json', '[{"text":"good"},\n{"text":');
    const { code, stderr } = await predict(cut, '--out', at('cut.csv'));
    expect(stderr).toContain('it is cut off');
    expect(code).toBe(1);
    expect(existsSync(at('cut.csv'))).toBe(false);
  });
});

describe('evaluate', () => {
  it('reads other formats, and standard input', async () => {
    const rows = [
      { review: 'good', stars: ['positive'], id: 1 },
      { review: 'bad', stars: ['negative'], id: 2 },
    ];
    const args = ['evaluate', '--json', '--model', model, '--data'];
    const [array, piped] = await Promise.all([
      runCli([...args, write('array.json', JSON.stringify(rows))]),
      runCli([...args, '-'], 'label,text\npositive,good\n'),
    ]);
    expect(JSON.parse(array.stdout)).toMatchObject({ examples: 2, accuracy: 1 });
    expect(array.stderr).toMatch(
      /^reading .* as JSON, an array, text from field "review", label from field "stars"\n$/,
    );
    expect(JSON.parse(piped.stdout)).toMatchObject({ examples: 1, accuracy: 1 });
    expect(piped.stderr).toBe('reading standard input as CSV\n');
  });
});
