/** A text as the network reads it: for each token the embedding rows whose mean stands for it. */
export type EncodedText = {
  /** Embedding rows, token by token. */
  rows: Int32Array;
  /** Where each token's rows begin in `rows`; one entry more than there are tokens. */
  offsets: Int32Array;
};
