import catalogue from './sources.json' with { type: 'json' };

/** One accepted form of a file: its size and its digest, `sha256:…` or `md5:…`. */
export type Copy = { bytes: number; digest: string };

/** A file that others publish, and the copies of it that are what it should be. */
export type RemoteFile = { /** `https://…`, or `npm:NAME@VERSION`. */ url: string; copies: readonly Copy[] };

/** A corpus of labelled texts, as its owners publish it. */
export type Source = {
  name: string;
  about: string;
  licence: string;
  /** What the licence says of commercial use. */
  commercialUse: 'yes' | 'unstated' | 'no';
  languages: readonly ('en' | 'zh')[];
  /** None of a source that this repository holds itself. */
  files: readonly RemoteFile[];
};

/** Every corpus that recipes can name. */
export const SOURCES = catalogue as readonly Source[];
