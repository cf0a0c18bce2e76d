import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const rows = labelledTexts(300).trim().split('\n');
const mail = 'negative\tnegativeword1 write to jo@example.org <script>alert(1)</script>';
const data = write('data.tsv', `${rows.join('\n')}\n${`${mail}\n`.repeat(1)}`);
const root = dirname(data);
const at = (...parts: string[]) => join(root, ...parts);
const read = (...parts: string[]) => readFileSync(at(...parts), 'utf8');
const shown = (text: string) => text.replaceAll(`${root}/`, '');
const train = (out: string, ...more: string[]) => runCli(trainArgs(data, at(out), 2, ...more));
/** Texts of the data, in words that the rest of a page has not. */
const texts = rows.slice(1).map((row) => row.split('\t')[1]);

describe('train', () => {
  let stdout: string;
  beforeAll(async () => {
    ({ stdout } = await train('mine'));
  });

  it('leaves a report beside the model, and says where', () => {
    expect(shown(stdout)).toContain('\nreport: mine/report.html\n');
    const page = read('mine', 'report.html');
    expect(page).toContain('<h1>Report of mine</h1>');
    expect(page).toContain('How good is it?');
    expect(page).toContain(`<code>npm run train -- --data ${data}`);
    expect(page).toMatch(/Length of the gradient by layer.*block\.0/s);
  });

  it('shows what it looks at in texts that it held back', () => {
    const { result } = JSON.parse(read('mine', 'report.json'));
    const all = [...result.texts.mistakes, ...result.texts.examples];
    expect(all.length).toBeGreaterThan(3);
    const lines = read('data.tsv').split('\n');
    for (const { line, truth, text, weights } of all) {
      expect(lines[line - 1]).toBe(`${truth}\t${text}`);
      expect(weights.length).toBeGreaterThan(0);
    }
  });

  it('leaves no text in the report with --no-texts', async () => {
    expect((await train('silent', '--no-texts')).code).toBe(0);
    for (const name of ['report.html', 'report.json']) {
      const content = read('silent', name);
      expect(texts.filter((text) => content.includes(text))).toEqual([]);
      expect(content).not.toMatch(/\w+word\d/);
    }
    expect(read('silent', 'report.html')).toContain('Texts are left out, as --no-texts asks.');
    expect(read('silent', 'report.html')).toContain('Kinds of texts');
  });

  it('says that standard input cannot be read twice', async () => {
    const outcome = await runCli(trainArgs('-', at('piped'), 1), readFileSync(data));
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(read('piped', 'report.html')).toContain('cannot be read twice');
  });

  it('says that shown texts seem to have an e-mail address', async () => {
    const dev = write(
      'dev.tsv',
      `label\ttext\n${mail}\n${rows.slice(1, 40).join('\n')}\npositive\tpositiveword2 call 030 1234 5678\n`,
    );
    const { stdout: said } = await train('personal', '--dev', dev, '--epochs', '1', '--width', '4');
    const { texts: found } = JSON.parse(read('personal', 'report.json')).result;
    const note =
      /it shows (\d) texts? that seems? to have an e-mail address or a telephone number: --no-texts/.exec(
        said,
      );
    expect(Number(note?.[1] ?? 0)).toBe(found.personal);
    expect(read('personal', 'report.html')).not.toContain('<script>');
  });

  it('leaves a report.html of others as it is, also with --force', async () => {
    mkdirSync(at('taken'));
    writeFileSync(at('taken', 'report.html'), 'mine');
    const refused = await train('taken');
    const problem =
      'taken/report.html is not a report of edge-sentiment: move it away, or give another --out';
    expect(shown(refused.stderr)).toBe(`error: ${problem}\n`);
    expect(refused.code).toBe(1);
    const forced = await train('taken', '--force');
    expect(forced.code).toBe(0);
    expect(shown(forced.stdout)).toContain(`no report is written: ${problem}`);
    expect(existsSync(at('taken', 'model.safetensors'))).toBe(true);
    expect(read('taken', 'report.html')).toBe('mine');
  });

  it('says where the report is where nothing opens it', async () => {
    const child = startCli(trainArgs(data, at('opened'), 1, '--open'), root, { ...process.env, PATH: root });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(shown(stderr)).toMatch(/^\S+ opens no browser here: open opened\/report\.html yourself\n$/);
  });

  describe('report', () => {
    it('renders the same bytes again', async () => {
      const page = read('mine', 'report.html');
      writeFileSync(at('mine', 'report.html'), '');
      expect(await runCli(['report', at('mine'), '--out', at('again.html')])).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(read('again.html')).toBe(page);
      writeFileSync(at('mine', 'report.html'), page);
      await runCli(['report', at('mine')]);
      expect(read('mine', 'report.html')).toBe(page);
    });

    it('says which of two runs is better', async () => {
      expect((await train('weak', '--learning-rate', '0.00001')).code).toBe(0);
      const out = at('both.html');
      const outcome = await runCli(['report', at('weak'), at('mine'), '--out', out]);
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toMatch(/^mine is (better|right more often) than weak, by \d+\.\d points/);
      const page = read('both.html');
      expect(page).toContain('Which is better?');
      expect(page).toMatch(/<th scope="row">learningRate<\/th><td>0\.00001<\/td>|1e-5/);
      const refused = await runCli(['report', at('weak'), at('mine'), '--out', out]);
      expect(shown(refused.stderr)).toContain('both.html is there already');
    });
  });
});
