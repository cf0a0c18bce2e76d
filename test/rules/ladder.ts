import { importsOf, type Source } from './sources.ts';

/**
 * Rooms of a folder from the top to the bottom, those of one rung side by side. A room is a folder or a file. A file may
 * import what lies in its own room and in the rungs below it.
 */
export type Ladder = {
  folder: string;
  rungs: readonly (readonly string[])[];
  /** What every room may import besides. */
  below: readonly string[];
  /** What a room alone may import besides. */
  doors?: Record<string, readonly string[]>;
};

/** The Worker. */
export const EDGE: Ladder = {
  folder: 'src',
  rungs: [
    ['bulk', 'index.ts', 'package', 'page', 'client'],
    ['worker.ts', 'rpc.ts'],
    ['app.ts', 'settings.ts'],
    ['guard'],
    ['routes'],
    ['mcp'],
    ['http'],
    ['model', 'modules.d.ts'],
  ],
  below: ['build/'],
};

/** What trainer and Worker share; the files at its top are a room each, and may import one another. */
export const MODEL: Ladder = {
  folder: 'src/model',
  rungs: [['rows'], ['.'], ['file'], ['simd'], ['network'], ['text']],
  below: [],
};

/** The offline half. */
export const TRAINER: Ladder = {
  folder: 'trainer',
  rungs: [
    ['main.ts', 'bin.ts', 'build.ts', 'dev.ts', 'package'],
    ['program.ts', 'pages.ts', 'home.ts'],
    ['commands'],
    ['queue'],
    ['recipes'],
    ['experiment', 'bulk'],
    ['report', 'terminal', 'checkpoint'],
    ['parallel'],
    ['network', 'ngrams'],
    ['prepare'],
    ['corpora'],
    ['scoring'],
    ['encode'],
    ['read'],
    ['files', 'config'],
    ['errors.ts', 'random.ts', 'webassembly.d.ts', 'workerd.d.ts'],
    ['print.ts', 'requirements.js'],
  ],
  below: ['src/model/', 'build/'],
  // The build asks the Worker what the pages beside it show.
  doors: { 'pages.ts': ['src/page/', 'src/worker.ts'], 'home.ts': ['src/page/'] },
};

/** One sentence for each import of these files that goes up the ladder or sideways. */
export function climbs(files: readonly Source[], ladder: Ladder): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((name) => isOwn(name) && !isAllowed(roomOf(file.path, ladder), name, ladder))
      .map((name) => `${file.path} imports ${name}: ${rule(roomOf(file.path, ladder), ladder)}`),
  );
}

/** One sentence for each file of the folder that lies in no room of the ladder. */
export function homeless(files: readonly Source[], ladder: Ladder): string[] {
  return files
    .filter(({ path }) => rungOf(roomOf(path, ladder), ladder) < 0)
    .map(({ path }) => `${path} lies in no room: move it, or name its room in test/rules/ladder.ts`);
}

/** A path from the root, not a package or a file that a build makes beside the importer. */
function isOwn(name: string): boolean {
  return /^(src|trainer|package|test|build)\//.test(name);
}

function roomOf(path: string, { folder, rungs }: Ladder): string {
  const [first, ...rest] = path.slice(folder.length + 1).split('/');
  const isLoose = rest.length === 0 && rungs.some((rooms) => rooms.includes('.'));
  return isLoose ? '.' : first;
}

function rungOf(room: string, { rungs }: Ladder): number {
  return rungs.findIndex((rooms) => rooms.includes(room));
}

function isAllowed(room: string, name: string, ladder: Ladder): boolean {
  const besides = [...ladder.below, ...(ladder.doors?.[room] ?? [])];
  if (besides.some((prefix) => name.startsWith(prefix))) return true;
  if (!name.startsWith(`${ladder.folder}/`)) return false;
  const target = roomOf(name, ladder);
  return target === room || rungOf(target, ladder) > rungOf(room, ladder);
}

function rule(room: string, ladder: Ladder): string {
  const under = ladder.rungs.slice(rungOf(room, ladder) + 1).flat();
  const place = (name: string) => (name.includes('.') ? name : `${name}/`);
  return `${place(room)} may import itself, ${[...under.map(place), ...ladder.below].join(', ')}`;
}
