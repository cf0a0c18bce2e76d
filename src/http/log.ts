import { ModelFaultError } from '../model/reader.ts';

/** What the log says of an answer: nothing that someone wrote. */
export type Facts = {
  /** Texts that were answered, with a problem or without. */
  texts?: number;
  /** Tokens that were read of them. */
  tokens?: number;
  /** Of one text. */
  label?: string;
  /** `name@version` of the model that answered. */
  model?: string;
  /** How a stream ended. */
  ending?: string;
  /** Of a request that was refused. */
  problem?: string;
};

/** Where an error comes from: the route, not the path, which may carry the text that someone sent. */
export type Source = { method: string; route: string };

/** Writes a line about a fault of the service. Its message stays out: it may carry the text that someone sent. */
export function logError(error: unknown, from: Source | { where: string }): void {
  const name = error instanceof Error ? error.name : typeof error;
  console.error(JSON.stringify({ event: 'error', error: name, ...from }));
}

/** What an error is to the caller: the model's fault, or one of the service. */
export function faultOf(error: unknown): { kind: 'model-faulty' | 'internal' } {
  return { kind: error instanceof ModelFaultError ? 'model-faulty' : 'internal' };
}
