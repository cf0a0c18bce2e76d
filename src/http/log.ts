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
export function logError(error: unknown, { method, route }: Source): void {
  const name = error instanceof Error ? error.name : typeof error;
  console.error(JSON.stringify({ event: 'error', error: name, method, route }));
}
