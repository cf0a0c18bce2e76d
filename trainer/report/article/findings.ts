import { type ClaimId, COMPARED, GRADIENTS, SECTIONS, type SectionId, SPEEDS } from './claims.ts';
import { type Effect, effectOf, type Verdict } from './effects.ts';
import { explodes, gradientSteps, longestOf, ratioOf, vanishes, worstLater } from './gradients.ts';
import type { Measured } from './measured.ts';
import type { ArticleSelection, ArticleSpeed } from './record.ts';

/** What decides a claim. */
export type Evidence =
  | { kind: 'effect'; effect: Effect }
  | { kind: 'ratio'; step: number; ratio: number }
  | { kind: 'length'; step: number; length: number }
  | { kind: 'selection'; selection: ArticleSelection }
  | { kind: 'speed'; speed: ArticleSpeed };

/** A claim, and what became of it; undefined where it was not measured. */
export type Finding = { id: ClaimId; section: SectionId; result?: { verdict: Verdict; evidence: Evidence } };

/** A step with more words is slower by a tenth at most. */
const HARDLY_SLOWER = 1.1;

type Result = Finding['result'];

/** Every claim, in the order of the page. */
export function findingsOf(measured: Measured): Finding[] {
  const all: Finding[] = [
    ...COMPARED.map((claim) => finding(claim.id, claim.section, compared(measured, claim))),
    ...GRADIENTS.map((claim) => finding(claim.id, 'gradients', gradient(measured, claim))),
    finding('selection', 'blocks', selected(measured)),
    ...SPEEDS.map(({ id, what }) => finding(id, 'efficiency', timed(measured, what))),
  ];
  return all.sort((a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section));
}

function finding(id: ClaimId, section: SectionId, result: Result): Finding {
  return { id, section, ...(result && { result }) };
}

function compared(measured: Measured, claim: (typeof COMPARED)[number]): Result {
  const effect = effectOf(measured, claim);
  return effect && { verdict: effect.verdict, evidence: { kind: 'effect', effect } };
}

function gradient(measured: Measured, { arm, asks, when }: (typeof GRADIENTS)[number]): Result {
  const steps = gradientSteps(measured, arm);
  const at = when === 'start' ? steps.find(({ step }) => step === 0) : worstLater(steps);
  if (at === undefined) return undefined;
  if (asks === 'explodes') {
    const length = longestOf(at);
    return { verdict: explodes(length), evidence: { kind: 'length', step: at.step, length } };
  }
  const ratio = ratioOf(at);
  if (ratio === undefined) return undefined;
  return { verdict: vanishes(ratio), evidence: { kind: 'ratio', step: at.step, ratio } };
}

/** Whether a depth is better than the one that the rule of one standard error chooses. */
function selected({ selections: [selection] }: Measured): Result {
  if (selection === undefined) return undefined;
  return { verdict: selection.differs ? 'holds' : 'open', evidence: { kind: 'selection', selection } };
}

function timed({ speeds }: Measured, what: ArticleSpeed['what']): Result {
  const speed = speeds.find((each) => each.what === what);
  if (speed === undefined) return undefined;
  const { ratio } = speed;
  const holds = what === 'sparse' ? ratio <= HARDLY_SLOWER : ratio > 1;
  return { verdict: holds ? 'holds' : 'fails', evidence: { kind: 'speed', speed } };
}
