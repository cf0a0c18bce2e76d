import { Presets, SingleBar } from 'cli-progress';
import type { EpochReport, EpochSpeed, Progress } from '../parallel/run.ts';

type ProgressBar = {
  update: (progress: Progress) => void;
  finishEpoch: (report: EpochReport, speed: EpochSpeed, seconds: number) => void;
  stop: () => void;
};

/**
 * A bar over the whole run with texts a second, loss, accuracy and time left on a terminal, and one line an
 * epoch everywhere.
 *
 * @param texts of one epoch.
 * @param done texts that an earlier run has trained on, each as often as it has.
 */
export function createProgressBar(epochs: number, texts: number, done: number): ProgressBar {
  const bar = new SingleBar(
    {
      format: (_, { progress }, shown: Shown) => progressLine(progress, shown),
      hideCursor: null,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  bar.start(epochs * texts, done, { epoch: `1/${epochs}` } satisfies Shown);
  return {
    update: ({ epoch, texts: seen, loss, accuracy }) => {
      const total = epoch * texts + seen;
      const rate = (total - done) / ((performance.now() - started) / 1000);
      bar.update(total, {
        epoch: `${epoch + 1}/${epochs}`,
        rate,
        loss,
        accuracy,
        secondsLeft: rate > 0 ? (epochs * texts - total) / rate : undefined,
      } satisfies Shown);
    },
    finishEpoch: (report, speed, seconds) => {
      // The bar owns its line: clear it, print above, draw it again.
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
      console.log(describe(report, speed, epochs, seconds));
    },
    stop: () => bar.stop(),
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

type Draw = (done: number, size: number) => void;

/** Runs what prepares training, with a bar for what it reads, for what teachers judge and for what is compared. */
export function withPreparingBars<Value>(
  run: (bars: { onRead: Draw; onTaught: Draw; onCompared: Draw }) => Promise<Value>,
): Promise<Value> {
  return withReadingBar((onRead) =>
    withBar('asking teachers {bar} {percentage} % | {eta_formatted} left', (onTaught) =>
      withBar('comparing {bar} {percentage} % | {eta_formatted} left', (onCompared) =>
        run({ onRead, onTaught, onCompared }),
      ),
    ),
  );
}

/**
 * Runs something that reads files, with a bar on a terminal over the bytes of the file at hand.
 *
 * @param run takes what is told how many bytes of how many were read.
 */
function withReadingBar<Value>(run: (onRead: Draw) => Promise<Value>): Promise<Value> {
  return withBar('reading {bar} {percentage} % | {megabytes} MB | {eta_formatted} left', run);
}

async function withBar<Value>(format: string, run: (draw: Draw) => Promise<Value>): Promise<Value> {
  const bar = new SingleBar(
    { format, barsize: 24, hideCursor: null, clearOnComplete: true },
    Presets.shades_classic,
  );
  const draw = (done: number, size: number) => {
    if (!bar.isActive) bar.start(size, 0, { megabytes: 0 });
    bar.setTotal(size);
    bar.update(done, { megabytes: Math.round(done / MEGABYTE) });
    // Before others print what they found; another file starts it anew.
    if (done >= size) bar.stop();
  };
  try {
    return await run(draw);
  } finally {
    bar.stop();
  }
}

function describe(
  { epoch, loss, accuracy, devLoss, devAccuracy }: EpochReport,
  { textsPerSecond, ...shares }: EpochSpeed,
  epochs: number,
  seconds: number,
) {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const time = Object.entries(shares).map(([phase, share]) => `${phase} ${Math.round(100 * share)} %`);
  const training = `loss ${loss.toFixed(4)}, ${percent(accuracy)}`;
  const dev = `dev loss ${devLoss.toFixed(4)}, ${percent(devAccuracy)}`;
  const speed = `${Math.round(textsPerSecond).toLocaleString('en-US')} texts/s: ${time.join(', ')}`;
  return `epoch ${epoch}/${epochs}: ${training} | ${dev} | ${duration(seconds)} | ${speed}`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
