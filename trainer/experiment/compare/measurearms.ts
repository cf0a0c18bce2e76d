import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { FitRunner, Task } from '../fits/asked.ts';
import { dataDigest, foldDigest } from '../fits/digests.ts';
import type { FitFolder } from '../fits/fitfolder.ts';
import { type Meter, workOf } from '../fits/meter.ts';
import { type ArmFit, type ArmRun, armDigest, askedArm, type NamedArm } from './armfit.ts';

/** The largest file of a fit: of a million texts it says which are right, in base64. */
export const MAX_ARM_BYTES = 2 ** 20;

/** What fits are made with. */
export type ArmsMeasuring = {
  read: ReadParts;
  folder: FitFolder<ArmFit>;
  lanes: FitRunner;
  meter: Meter;
  /** Called for each fit that is done and kept, those too that were there already. */
  onFit: () => void;
};

export type ArmsRequest = {
  arms: readonly NamedArm[];
  seeds: readonly number[];
  /** What each seed trains on, and what it is measured on: one fold for all of them, or one a seed. */
  folds: readonly ComparisonFold[];
  /** What rates are tried on, with a seed that is none of `seeds`. */
  rates: { fold: ComparisonFold; seed: number };
};

/** A rate that was tried. */
export type TriedRate = { rate: number } & Pick<ArmFit, 'right' | 'texts' | 'loss'>;

export type ArmResult = {
  arm: NamedArm;
  /** The rates that were tried; none where it has but one. */
  tried: TriedRate[];
  /** The rate of the fits. */
  rate: number;
  /** One a seed, in the order of the seeds. */
  fits: ArmFit[];
};

/** Trains arms with several seeds, each at the best of its rates, and keeps each fit in a file as soon as it is done. */
export class ArmsMeasurer {
  readonly #measuring: ArmsMeasuring;
  /** SHA-256 of the data, see `dataDigest`. */
  readonly data: string;
  readonly #digests = new Map<ComparisonFold, string>();
  /** Fits that were there already. */
  found = 0;

  constructor(measuring: ArmsMeasuring) {
    this.#measuring = measuring;
    const { parts } = measuring.read;
    this.data = dataDigest(measuring.read, [...new Set([parts.train.texts, parts.dev.texts])]);
  }

  /** Tells the meter of a request that is to come. @returns its fits. */
  plan(request: ArmsRequest): number {
    const runs = request.arms.flatMap((arm) => [
      ...rateRuns(request, arm),
      ...seedRuns(request, arm, arm.rates[0]),
    ]);
    this.#measuring.meter.plan(runs.map(({ arm, fold }) => workOf(arm, fold)));
    return runs.length;
  }

  /**
   * Chooses the rate of each arm by the share of texts that are right, then trains it once a seed. The request must be planned.
   *
   * @returns a result an arm, in their order: the same for any number of workers and fits at a time.
   * @throws as `fitWithout`.
   */
  async measure(request: ArmsRequest): Promise<ArmResult[]> {
    const { arms, seeds } = request;
    const trials = arms.flatMap((arm) => rateRuns(request, arm));
    const measured = await this.#fits(trials);
    const tried = arms.map((arm) =>
      trials.flatMap((trial, index) => {
        const { right, texts, loss } = measured[index];
        return trial.arm === arm ? [{ rate: trial.rate, right, texts, loss }] : [];
      }),
    );
    const rates = arms.map((arm, index) => bestRate(tried[index]) ?? arm.rates[0]);
    const fits = await this.#fits(arms.flatMap((arm, index) => seedRuns(request, arm, rates[index])));
    return arms.map((arm, index) => ({
      ...{ arm, tried: tried[index], rate: rates[index] },
      fits: fits.slice(index * seeds.length, (index + 1) * seeds.length),
    }));
  }

  async #fits(runs: readonly ArmRun[]): Promise<ArmFit[]> {
    const known = await Promise.all(runs.map((run) => this.#known(run)));
    const missing = [...runs.keys()].filter((index) => known[index] === undefined);
    const fitted = await this.#measuring.lanes.run(missing.map((index) => this.#task(runs[index])));
    missing.forEach((index, i) => {
      known[index] = fitted[i];
    });
    return known as ArmFit[];
  }

  async #known(run: ArmRun): Promise<ArmFit | undefined> {
    const { folder, meter, onFit } = this.#measuring;
    const fit = await folder.read(this.#digest(run));
    if (fit === undefined) return undefined;
    this.found++;
    onFit();
    meter.find(workOf(run.arm, run.fold));
    return fit;
  }

  #task(run: ArmRun): Task<ArmFit> {
    const { read, folder, meter, onFit } = this.#measuring;
    const work = workOf(run.arm, run.fold);
    return {
      work,
      run: async (place) => {
        const onTrained = meter.begin(work);
        const digest = this.#digest(run);
        const fit = await place.fit<ArmFit>(askedArm(read, run, digest), onTrained);
        await folder.write(digest, run.arm.name, fit);
        onFit();
        onTrained(1);
        return fit;
      },
    };
  }

  #digest(run: ArmRun): string {
    const fold = this.#digests.get(run.fold) ?? foldDigest(run.fold);
    this.#digests.set(run.fold, fold);
    return armDigest(this.data, fold, this.#measuring.read, run);
  }
}

/** What decides the rate of an arm; nothing where it has but one. */
function rateRuns({ rates }: ArmsRequest, arm: NamedArm): ArmRun[] {
  return arm.rates.length === 1 ? [] : arm.rates.map((rate) => ({ arm, ...rates, rate }));
}

function seedRuns({ seeds, folds }: ArmsRequest, arm: NamedArm, rate: number): ArmRun[] {
  return seeds.map((seed, index) => {
    const fold = folds[index % folds.length];
    return { arm, fold, seed, rate, gradientPoints: index === 0 ? arm.gradientPoints : undefined };
  });
}

/** The rate that is right most often; of equals that of the lower loss, then the first. */
function bestRate(tried: readonly TriedRate[]): number | undefined {
  const loss = (own: TriedRate) => own.loss ?? Number.POSITIVE_INFINITY;
  const isBetter = (a: TriedRate, b: TriedRate) =>
    a.right > b.right || (a.right === b.right && loss(a) < loss(b));
  return tried.reduce<TriedRate | undefined>(
    (best, own) => (best && !isBetter(own, best) ? best : own),
    undefined,
  )?.rate;
}
