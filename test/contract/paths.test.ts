import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { tinyModel } from './model.ts';
import { labelledTexts, trainArgs } from './training.ts';

const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(60));
const model = write('model.safetensors', tinyModel());
const root = dirname(data);
const at = (name: string) => join(root, name);
const withoutPaths = (text: string) => text.replaceAll(`${root}/`, '');
const isLinux = process.platform === 'linux';
const LONG = 'n'.repeat(300);

symlinkSync(at('circle'), at('circle'));
const pipe = at('pipe');
if (isLinux) execFileSync('mkfifo', [pipe]);

/** The one sentence that the command line says on its way out. */
async function sentence(args: readonly string[], code = 1): Promise<string> {
  const outcome = await runCli(args);
  expect(outcome.stderr).toMatch(/^error: [^\n]+\n$/);
  expect(outcome.code).toBe(code);
  return withoutPaths(outcome.stderr);
}

describe('train --out', () => {
  it.each([
    ['circle/out', 'cannot write circle/out/lock: its links lead in a circle; give another --out'],
    [LONG, `cannot write ${LONG}/lock: the name is longer than the disk allows; give another --out`],
  ])('%# is refused in one sentence', async (out, message) => {
    expect(await sentence(trainArgs(data, at(out), 1))).toBe(`error: ${message}\n`);
  });

  it.runIf(isLinux)('ends where the system lets nobody make a folder', async () => {
    expect(await sentence(trainArgs(data, '/proc/none/out', 1))).toContain(
      'cannot write /proc/none/out/lock: no folder can be made there; give another --out',
    );
  });
});

describe('train', () => {
  it.each(['--out', '--name', '--data', '--licence', '--preset'])(
    'refuses an empty %s as bad usage',
    async (flag) => {
      const { code, stderr } = await runCli([...trainArgs(data, at('empty'), 1), flag, '']);
      const isChecked = ['--preset', '--name'].includes(flag);
      expect(stderr).toMatch(
        isChecked ? RegExp(`^error: ${flag} is "", allowed `) : RegExp(`^error: ${flag} <`),
      );
      expect(code).toBe(2);
      expect(existsSync(at('empty'))).toBe(false);
    },
  );

  it('names an option that it does not know before one that is missing', async () => {
    const { code, stderr } = await runCli(['train', '--oot', 'x']);
    expect(stderr).toContain("error: unknown option '--oot': did you mean --out?\n");
    expect(code).toBe(2);
    expect((await runCli(['train', '--out', 'x'])).stderr).toContain(
      "required option '--data <file>' not specified",
    );
    expect((await runCli(['export', '--model', 'x'])).stderr).toContain("required option '--out <file>' not");
  });

  it('looks before it reads the data whether --profile can be written', async () => {
    const profile = (path: string) =>
      sentence([...trainArgs('none.tsv', at('profiled'), 1), '--profile', path]);
    expect(await profile(at('data.tsv/table'))).toContain(
      'cannot write data.tsv/table: a part of the path is no',
    );
    expect(await profile(root)).toContain('it is a folder, not a file');
    expect(await profile(data)).toBe(
      'error: --profile data.tsv is there already and is no table of operations: give another\n',
    );
    expect(existsSync(at('profiled'))).toBe(false);
  });
});

describe('what is no file', () => {
  it('a name in a circle or too long is refused in one sentence', async () => {
    expect(await sentence(trainArgs(at('circle'), at('out'), 1, '--format', 'tsv'))).toBe(
      'error: cannot open circle: its links lead in a circle\n',
    );
    expect(await sentence(['predict', '--model', LONG])).toContain('the name is longer than the disk allows');
  });

  it
    .runIf(isLinux)
    .each([
      [['inspect', '--model', '/dev/zero']],
      [['predict', '--model', model, '/dev/zero']],
      [['evaluate', '--model', model, '--data', '/dev/zero', '--format', 'csv']],
      [trainArgs('/dev/zero', at('zero'), 1, '--format', 'tsv')],
      [trainArgs(data, at('zero'), 1, '--exclude-digests', '/dev/zero')],
      [trainArgs(data, at('zero'), 1, '--vectors', '/dev/zero')],
    ])('%# is refused as a device', async (args) => {
    expect(await sentence(args)).toBe('error: /dev/zero is a device: give a file or a pipe\n');
  });

  it.runIf(isLinux)('a pipe without a writer is given up, as data and as a model', async () => {
    const given = ['inspect --model', 'evaluate --format tsv --model x --data'].map((args) => {
      return [...args.replace('x', model).split(' '), pipe];
    });
    for (const message of await Promise.all(given.map((args) => sentence(args)))) {
      expect(message).toBe('error: pipe is a pipe, and nothing has written to it for 5 s\n');
    }
  });

  it.runIf(isLinux)('a pipe with a writer is read', async () => {
    const rows = 'positive\tgood\nnegative\tbad\n'.repeat(5000);
    const args = ['evaluate', '--json', '--model', model, '--format', 'tsv', '--data', pipe];
    const [{ stdout }] = await Promise.all([runCli(args), writeFile(pipe, rows)]);
    expect(JSON.parse(stdout)).toMatchObject({ examples: 10_000, accuracy: 1 });
    const [inspected] = await Promise.all([
      runCli(['inspect', '--model', pipe]),
      writeFile(pipe, tinyModel()),
    ]);
    expect(inspected.code).toBe(0);
  });

  it.runIf(isLinux)('SIGTERM ends the wait for a writer', async () => {
    const child = startCli(trainArgs(pipe, at('waiting'), 1, '--format', 'tsv'));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await vi.waitUntil(() => existsSync(at('waiting/lock')), { timeout: 20_000 });
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(stderr).toContain('error: stopped by SIGTERM while it read the data');
    expect(code).toBe(143);
    expect(existsSync(at('waiting'))).toBe(false);
  });
});

it('a model with metadata that is nested deep enough to overflow a stack is refused by every command', async () => {
  const deep = write('deep.safetensors', withTraining(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`));
  const message =
    'error: deep.safetensors is not a model of edge-sentiment: training: has objects more than 16 deep\n';
  for (const command of ['inspect', 'predict'])
    expect(await sentence([command, '--model', deep])).toBe(message);
});

/** The tiny model with another text as the summary of its training. */
function withTraining(training: string): Uint8Array {
  const file = Buffer.from(tinyModel());
  const end = 8 + Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString('utf8', 8, end));
  header.__metadata__.training = training;
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(8 * Math.ceil(text.length / 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, file.subarray(end)]);
}

describe('what is read', () => {
  it.each(['log.jsonl', 'model.json'])('is not written over, even with --force: OUT/%s', async (name) => {
    mkdirSync(at('own'), { recursive: true });
    const labelled = join(at('own'), name);
    writeFileSync(labelled, labelledTexts(40));
    const args = ['train', '--data', labelled, '--format', 'tsv', '--out', at('own'), '--force'];
    const { code, stderr } = await runCli(args);
    expect(stderr).toBe(`error: cannot write ${labelled}: it is ${labelled}, which is read; give another\n`);
    expect(code).toBe(1);
    expect(readFileSync(labelled, 'utf8')).toBe(labelledTexts(40));
  });

  it('is not written over by calibrate and export', async () => {
    const model = write('own.safetensors', tinyModel());
    for (const more of [['calibrate'], ['export', '--weights', 'f16']]) {
      const { code, stderr } = await runCli([
        ...more,
        '--model',
        model,
        '--data',
        data,
        '--out',
        data,
        '--force',
      ]);
      expect(stderr).toBe(`error: cannot write ${data}: it is ${data}, the labelled texts; give another\n`);
      expect(code).toBe(1);
    }
  });

  it('is never a folder: as a model, and as standard input', async () => {
    const { stderr } = await runCli(['inspect', '--model', at('.')]);
    expect(stderr).toBe(`error: cannot open ${at('.')}: it is a folder, not a file\n`);
  });

  it.runIf(isLinux)('is given up where it never ends: a device as standard input', async () => {
    const main = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, 'predict', '--model', model], {
      stdio: [openSync('/dev/zero', 'r'), 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(stderr).toMatch(/^error: a line does not end within 1073741824 bytes/);
  });
});
