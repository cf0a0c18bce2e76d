import { fitArm } from '../compare/armfit.ts';
import { fitCandidate } from '../select/fit.ts';
import type { AskedFit, FitKind } from './asked.ts';
import type { Lane } from './lanes.ts';

type Perform = (asked: AskedFit, lane: Lane, onTrained: (share: number) => void) => Promise<object>;

/** What each kind of fit does. */
const KINDS: Readonly<Record<FitKind, Perform>> = { candidate: fitCandidate, arm: fitArm };

/** Trains and measures on the threads of a lane. @throws as `fitWithout`. */
export function performFit(asked: AskedFit, lane: Lane, onTrained: (share: number) => void): Promise<object> {
  return KINDS[asked.kind](asked, lane, onTrained);
}

/** Whether a word names a kind of fit. */
export function isFitKind(word: unknown): word is FitKind {
  return typeof word === 'string' && Object.hasOwn(KINDS, word);
}
