import { Writable } from 'node:stream';
import { type Options, Presets, SingleBar } from 'cli-progress';
import type { EpochReport, EpochSpeed, Progress } from '../parallel/run.ts';
import { say } from '../print.ts';
import { fold, isTerminal } from './fold.ts';

type ProgressBar = {
  update: (progress: Progress) => void;
  finishEpoch: (report: EpochReport, speed: EpochSpeed) => void;
  stop: () => void;
};

type BarOptions = {
  epochs: number;
  /** Texts of one epoch. */
  texts: number;
  /** Texts that an earlier run has trained on, each as often as it has. */
  done: number;
  /** Whether an epoch's line has one under it with its speed. */
  verbose?: boolean | undefined;
  /** Aborted where the run is to stop: how long it had to go says nothing then. */
  signal?: AbortSignal | undefined;
};

/** A bar over the whole run with texts a second, loss, accuracy and time left on a terminal, and one line an epoch everywhere. */
export function createProgressBar({ epochs, texts, done, verbose, signal }: BarOptions): ProgressBar {
  const bar = createBar({
    format: (_, { progress }, shown: Shown) => progressLine(progress, shown),
    stopOnComplete: false,
  });
  const started = performance.now();
  const secondsLeft = (total: number) => {
    const rate = (total - done) / ((performance.now() - started) / 1000);
    return { rate, secondsLeft: rate > 0 && !signal?.aborted ? (epochs * texts - total) / rate : undefined };
  };
  bar.start(epochs * texts, done, { epoch: `1/${epochs}` } satisfies Shown);
  return {
    update: ({ epoch, texts: seen, loss, accuracy }) => {
      const total = epoch * texts + seen;
      const shown = { epoch: `${epoch + 1}/${epochs}`, loss, accuracy, ...secondsLeft(total) };
      bar.update(total, shown satisfies Shown);
    },
    finishEpoch: (report, speed) => {
      // The bar owns its line: clear it, print above, draw it again.
      clearBar();
      const lines = [epochLine(report, epochs, secondsLeft(report.epoch * texts).secondsLeft)];
      if (verbose) lines.push(speedLine(speed));
      // The bar lets the terminal break no line.
      for (const line of lines) console.log(fold(line, process.stdout.columns));
    },
    stop: () => stopBar(bar),
  };
}

/** DECSC of the VT100: where DECRC goes back to. */
const SAVE_CURSOR = '\x1b7';

/** Ends a bar and clears its line. By itself it clears the line on which it began, and lines may have been printed above it since. */
function stopBar(bar: SingleBar): void {
  if (isTerminal(process.stderr)) process.stderr.write(SAVE_CURSOR);
  bar.stop();
}

/** A bar on standard error where that is a terminal, and nowhere else. It leaves the terminal as it was, whatever
 * ends the process. */
function createBar(options: Options): SingleBar {
  const stream = isTerminal(process.stderr) ? process.stderr : new Writable();
  const bar = new SingleBar(
    { ...options, stream: stream as NodeJS.WriteStream, hideCursor: null, clearOnComplete: true },
    Presets.shades_classic,
  );
  if (isTerminal(process.stderr)) wrapAgainAtExit();
  return bar;
}

/** A bar keeps the terminal from breaking lines; an exit in its midst would leave it so. */
const wrapAgainAtExit = once(() => process.once('exit', () => process.stderr.write('\x1b[?7h')));

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

/** What the bar shows beside how far the run is; what is not known yet is left out. */
type Shown = {
  epoch: string;
  /** Texts a second. */
  rate?: number;
  loss?: number;
  accuracy?: number;
  secondsLeft?: number | undefined;
};

/** What a line may have. */
const COLUMNS = 80;
const BAR = 8;

/** The bar as a line of 80 columns at most, with what matters most first. @param progress from 0 to 1. */
export function progressLine(progress: number, { epoch, rate, loss, accuracy, secondsLeft }: Shown): string {
  const full = Math.round(BAR * progress);
  const parts = [
    `${Math.floor(100 * progress)} % ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${timeLeft(secondsLeft)} left`,
    `epoch ${epoch}`,
    rate === undefined ? '' : `${shortRate(rate)}/s`,
    loss === undefined ? '' : `loss ${shortLoss(loss)}`,
    accuracy === undefined ? '' : `${(100 * accuracy).toFixed(1)} %`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Hours alone where minutes say little. */
function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return duration(seconds);
  return hours < 100 ? `${hours} h ${minutes % 60} min` : `${Math.min(hours, 99_999)} h`;
}

/** Five characters at most. */
function shortLoss(loss: number): string {
  return loss < 999.95 ? loss.toFixed(loss < 9.9995 ? 3 : 1) : String(Math.min(Math.round(loss), 99_999));
}

function shortRate(rate: number): string {
  return rate < 9999.5 ? String(Math.round(rate)) : `${Math.min(Math.round(rate / 1000), 9999)}k`;
}

const MEGABYTE = 1e6;

type Draw = (done: number, size: number, status?: string) => void;

/** What draws the bars, and what takes a line a fold where there is none. */
type PreparingBars = { onRead: Draw; onTaught: Draw; onCompared: Draw; onFold: (message: string) => void };

/** Runs what prepares training, with a bar for what it reads, for what teachers judge and for what is compared. */
export function withPreparingBars<Value>(run: (bars: PreparingBars) => Promise<Value>): Promise<Value> {
  return withReadingBar((onRead) =>
    withBar('asking teachers {bar} {percentage} % | {eta_formatted} left', (onTaught) =>
      withBar('comparing {bar} {percentage} % | {eta_formatted} left', (onCompared) =>
        run({ onRead, onTaught, onCompared, onFold: isTerminal(process.stderr) ? () => {} : say }),
      ),
    ),
  );
}

/** Runs what reads a file and trains several networks, with a bar for each. */
export function withTrainingBars<Value>(
  run: (bars: { onRead: Draw; onTrained: Draw }) => Promise<Value>,
): Promise<Value> {
  return withReadingBar((onRead) =>
    withBar('training {bar} {percentage} % | {eta_formatted} left', (onTrained) =>
      run({ onRead, onTrained }),
    ),
  );
}

/**
 * Runs something that reads files, with a bar on a terminal over the bytes of the file at hand.
 *
 * @param run takes what is told how many bytes of how many were read.
 */
export function withReadingBar<Value>(run: (onRead: Draw) => Promise<Value>): Promise<Value> {
  return withBar('reading {bar} {percentage} % | {megabytes} MB | {eta_formatted} left', run);
}

/**
 * Runs many fits, with a bar over all of them.
 *
 * @param run takes what is told how much work of how much is done, and what else the line is to say.
 */
export function withFittingBar<Value>(run: (onWork: Draw) => Promise<Value>): Promise<Value> {
  return withBar('fitting {bar} {percentage} % | {eta_formatted} left{status}', run);
}

/** Bars of a file that a Worker answers: over bytes read, rows answered and bytes received. */
type BulkBars = { onRead: Draw; onSend: Draw; onAnswered: Draw; onReceived: Draw };

/** Runs what has a file answered by a Worker, with a bar for each of its stages. */
export function withBulkBars<Value>(run: (bars: BulkBars) => Promise<Value>): Promise<Value> {
  const bytes = (what: string) => `${what} {bar} {percentage} % | {megabytes} MB | {eta_formatted} left`;
  const rows = 'answering {bar} {percentage} % | {rate} rows/s | {eta_formatted} left';
  return withBar(bytes('reading'), (onRead) =>
    withBar(bytes('sending'), (onSend) =>
      withBar(rows, (onAnswered) =>
        withBar(bytes('receiving'), (onReceived) => run({ onRead, onSend, onAnswered, onReceived })),
      ),
    ),
  );
}

/** Clears the line of a bar, so that a message may be printed above it. */
export function clearBar(): void {
  if (isTerminal(process.stderr)) process.stderr.write('\r\x1b[2K');
}

async function withBar<Value>(format: string, run: (draw: Draw) => Promise<Value>): Promise<Value> {
  const bar = createBar({ format, barsize: 24 });
  let first: { done: number; at: number } | undefined;
  const draw = (done: number, size: number, status = '') => {
    // What was done before says nothing of how fast it is.
    first ??= { done, at: performance.now() };
    const rate = (done - first.done) / ((performance.now() - first.at) / 1000);
    const shown = {
      megabytes: Math.round(done / MEGABYTE),
      rate: done > first.done ? shortRate(rate) : '–',
      status: status === '' ? '' : ` | ${status}`,
    };
    if (!bar.isActive) bar.start(size, 0, shown);
    bar.setTotal(size);
    bar.update(done, shown);
    // Before others print what they found; another file starts it anew.
    if (done >= size) stopBar(bar);
  };
  try {
    return await run(draw);
  } finally {
    if (bar.isActive) stopBar(bar);
  }
}

/**
 * An epoch in one line of 80 columns at most, with the time left where there is room for it.
 *
 * @param secondsLeft until the last epoch is done; undefined where nothing tells.
 */
export function epochLine(
  { epoch, loss, accuracy, devLoss, devAccuracy }: EpochReport,
  epochs: number,
  secondsLeft: number | undefined,
): string {
  const figures = (mean: number, share: number) => `loss ${shortLoss(mean)}, ${(100 * share).toFixed(1)} %`;
  const line = `epoch ${epoch}/${epochs}: ${figures(loss, accuracy)} | held back: ${figures(devLoss, devAccuracy)}`;
  const left = ` | ${timeLeft(secondsLeft)} left`;
  return secondsLeft !== undefined && epoch < epochs && line.length + left.length <= COLUMNS
    ? line + left
    : line;
}

/** How fast an epoch was, and what the time of the workers went to. */
function speedLine({ textsPerSecond, gradientNorms: _, ...shares }: EpochSpeed): string {
  const time = Object.entries(shares).map(([phase, share]) => `${phase} ${Math.round(100 * share)} %`);
  return `  ${Math.round(textsPerSecond).toLocaleString('en-US')} texts/s: ${time.join(', ')}`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
