import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { type Outcome, runCli, startCli } from './cli.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const rows = labelledTexts(300).trim().split('\n');
const MAIL = 'negativeword1 write to jo@example.org <script>alert(1)</script>';
const data = write('data.tsv', `${rows.join('\n')}\n`);
const root = dirname(data);
const at = (...parts: string[]) => join(root, ...parts);
const read = (...parts: string[]) => readFileSync(at(...parts), 'utf8');
const shown = (text: string) => text.replaceAll(`${root}/`, '');
const train = (out: string, ...more: string[]) => runCli(trainArgs(data, at(out), 2, ...more));
/** Makes a process believe that a package is not there. */
const HOOK = `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (name !== '@observablehq/plot') return next(name, context);
  throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' });
} });`;
const WITHOUT_PLOT = `--import data:text/javascript,${encodeURIComponent(HOOK)}`;

/** Trains in another environment. */
async function runWith(env: NodeJS.ProcessEnv, out: string, ...more: string[]): Promise<Outcome> {
  const child = startCli(trainArgs(data, at(out), 1, ...more), root, { ...process.env, ...env });
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      outcome[name] += text;
    });
  }
  outcome.code = await new Promise((resolve) => child.on('close', resolve));
  return outcome;
}

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

  it('says that shown texts seem to have an e-mail address, and shows them as text', async () => {
    const mails = Array.from({ length: 12 }, (_, i) => `${i % 2 ? 'positive' : 'negative'}\t${i} ${MAIL}`);
    const dev = write('dev.tsv', `label\ttext\n${mails.join('\n')}\n`);
    const { stdout: said } = await train('personal', '--dev', dev, '--epochs', '1');
    const { mistakes, examples } = JSON.parse(read('personal', 'report.json')).result.texts;
    const count = mistakes.length + examples.length;
    expect(count).toBeGreaterThan(5);
    expect(said).toContain(
      `\nit shows ${count} texts that seem to have an e-mail address or a telephone number: --no-texts leaves`,
    );
    const page = read('personal', 'report.html');
    expect(page).toContain(`${count} of them seem to have an e-mail address`);
    expect(page.replaceAll(/<\/?mark[^>]*>/g, '')).toContain(
      `jo@example.org &lt;script&gt;alert(1)&lt;/script&gt;`,
    );
    expect(page).not.toContain('<script');
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
    const { code, stderr } = await runWith({ PATH: root }, 'opened', '--open');
    expect(code).toBe(0);
    expect(shown(stderr)).toMatch(/^\S+ opens no browser here: open opened\/report\.html yourself\n$/);
  });

  it('trains without the packages that draw, and says so in one line', async () => {
    const { code, stdout, stderr } = await runWith({ NODE_OPTIONS: WITHOUT_PLOT }, 'undrawn', '--open');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^.*report.*$/gm)).toEqual([
      'no report is written: @observablehq/plot and linkedom are not installed, which draw it; ' +
        '`npm install @observablehq/plot linkedom` brings them',
    ]);
    expect(existsSync(at('undrawn', 'model.safetensors'))).toBe(true);
    expect(existsSync(at('undrawn', 'report.html'))).toBe(false);
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
