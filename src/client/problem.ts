import type { Problem } from '../http/wire.ts';

/** A problem as the service writes it: of texts that cost too much, with what they need and may need. */
export type WireProblem = Problem & { needed?: number; exact?: boolean; allowed?: number; setting?: string };

/** A request that was refused. Its message is the problem's detail. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: WireProblem;

  constructor(problem: WireProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** What a response says that is no answer. What stands before the service, such as a proxy, may say it in a form of its own. */
export function problemIn(status: number, type: string | null, text: string): WireProblem {
  if (type?.startsWith('application/problem+json')) return JSON.parse(text);
  const detail = `The status is ${status} and the answer of type ${type ?? 'none'}, expected was an answer of edge-sentiment: look whether the address is that of the service.`;
  // RFC 9457, 4.2.1: of a problem that the status alone describes.
  return { type: 'about:blank', title: `Status ${status}`, status, detail };
}
