import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from '../trainer/network/generator.ts';
import { startCli, withFlags } from './cli.ts';

const WORDS = 30;

/** Labelled texts that a small network learns in a few epochs; the same in every run. */
export function labelledTexts(rows: number): string {
  const next = generator(1);
  const lines = Array.from({ length: rows }, () => {
    const label = next() < 0.5 ? 'negative' : 'positive';
    const words = Array.from({ length: 3 + Math.floor(next() * 9) }, () => {
      const stem = next() < 0.8 ? label : 'common';
      return `${stem}word${Math.floor(next() * WORDS)}`;
    });
    return `${label}\t${words.join(' ')}\n`;
  });
  return `label\ttext\n${lines.join('')}`;
}

/** Arguments of a training run of a small network that never ends early. */
export function trainArgs(data: string, out: string, epochs: number, ...more: string[]): string[] {
  const sizes = ['--embedding', '8', '--width', '8', '--blocks', '1', '--batch-size', '16'];
  const run = ['--epochs', `${epochs}`, '--patience', '0', '--average-epochs', '2', '--workers', '2'];
  return withFlags(['train', '--data', data, '--out', out, ...sizes, ...run], more);
}

/** SHA-256 of the model that a run left in `out`. */
export function modelDigest(out: string): string {
  return createHash('sha256')
    .update(readFileSync(join(out, 'model.safetensors')))
    .digest('hex');
}

/** Names of the checkpoints in `out`, the oldest first. */
export function checkpoints(out: string): string[] {
  const folder = join(out, 'checkpoints');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.checkpoint'));
}

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/**
 * Starts the command line and sends it a signal once it has reported `epochs` whole epochs.
 *
 * @param epochs 0: once it compares what to start from.
 * @param wait milliseconds from there to the signal.
 */
export async function signalAfter(
  args: readonly string[],
  epochs: number,
  signal: NodeJS.Signals,
  wait = 0,
  cwd?: string,
): Promise<Ended> {
  const child = startCli(args, cwd);
  const output = { stdout: '', stderr: '' };
  let timer: NodeJS.Timeout | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    const reported = output.stdout.match(/^epoch \d+\//gm)?.length ?? 0;
    const isReached = epochs === 0 ? output.stdout.includes('comparing') : reported >= epochs;
    if (isReached) timer ??= setTimeout(() => child.kill(signal), wait);
  });
  const [code, by] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal: by, ...output };
}
