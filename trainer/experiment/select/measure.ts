import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { FitRunner, Task } from '../fits/asked.ts';
import { dataDigest, foldDigest } from '../fits/digests.ts';
import type { FitFolder } from '../fits/fitfolder.ts';
import { type Meter, workOf } from '../fits/meter.ts';
import { fitDigest } from './fit.ts';
import type { Candidate } from './grid.ts';
import type { Fit, Pair } from './race.ts';

/** What fits are made with. */
export type Measuring = {
  read: ReadParts;
  candidates: readonly Candidate[];
  folder: FitFolder<Fit>;
  lanes: FitRunner;
  meter: Meter;
  /** Called for each fit that is done and kept, those too that were there already. */
  onFit: () => void;
};

/** Trains candidates and measures them, and keeps each fit in a file as soon as it is done. */
export class Measurer {
  readonly #measuring: Measuring;
  /** SHA-256 of the data, see `dataDigest`. */
  readonly data: string;
  /** Fits that were there already. */
  found = 0;

  constructor(measuring: Measuring) {
    this.#measuring = measuring;
    this.data = dataDigest(measuring.read, [measuring.read.parts.train.texts]);
  }

  /** Tells the meter that some candidates are to be measured in folds. */
  plan(folds: readonly ComparisonFold[], candidates: readonly number[]): void {
    this.#measuring.meter.plan(this.#works(folds, candidates));
  }

  /** Tells the meter that a candidate is not needed in folds that were planned. */
  drop(folds: readonly ComparisonFold[], candidate: number): void {
    this.#measuring.meter.drop(this.#works(folds, [candidate]));
  }

  #works(folds: readonly ComparisonFold[], candidates: readonly number[]): number[] {
    return candidates.flatMap((index) =>
      folds.map((fold) => workOf(this.#measuring.candidates[index], fold)),
    );
  }

  /** What measures candidates in these folds, as `race` asks for it. */
  over(folds: readonly ComparisonFold[]) {
    const digests = folds.map(foldDigest);
    return async (pairs: readonly Pair[]): Promise<Fit[]> => {
      const known = await Promise.all(pairs.map((pair) => this.#known(pair, folds, digests)));
      const missing = [...pairs.keys()].filter((index) => known[index] === undefined);
      const tasks = missing.map((index) => this.#task(pairs[index], folds, digests));
      const fitted = await this.#measuring.lanes.run(tasks);
      missing.forEach((index, i) => {
        known[index] = fitted[i];
      });
      return known as Fit[];
    };
  }

  async #known({ candidate, fold }: Pair, folds: readonly ComparisonFold[], digests: readonly string[]) {
    const { candidates, folder, meter, onFit } = this.#measuring;
    const chosen = candidates[candidate];
    const fit = await folder.read(fitDigest(this.data, digests[fold], chosen));
    if (fit === undefined) return undefined;
    this.found++;
    onFit();
    meter.find(workOf(chosen, folds[fold]));
    return fit;
  }

  #task({ candidate, fold }: Pair, folds: readonly ComparisonFold[], digests: readonly string[]): Task<Fit> {
    const { read, candidates, folder, meter, onFit } = this.#measuring;
    const chosen = candidates[candidate];
    const work = workOf(chosen, folds[fold]);
    return {
      work,
      run: async (place) => {
        const onTrained = meter.begin(work);
        const { name, network, config } = chosen;
        const digest = fitDigest(this.data, digests[fold], chosen);
        const own = { kind: 'candidate', name, digest, read, fold: folds[fold], network, config } as const;
        const fit = await place.fit<Fit>(own, onTrained);
        await folder.write(digest, name, fit);
        onFit();
        onTrained(1);
        return fit;
      },
    };
  }
}
