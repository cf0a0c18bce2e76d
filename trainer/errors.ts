import { clean } from './print.ts';

/** The exit code that shells give a process ended by the signal: 128 and its number. */
export const SIGNAL_EXITS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type StopSignal = keyof typeof SIGNAL_EXITS;

type ExitCode = 1 | 2 | (typeof SIGNAL_EXITS)[StopSignal];

/** The user can put it right: the CLI prints the message alone, without a stack, and ends with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** 2 for a command that is spelled wrong, one of `SIGNAL_EXITS` after a signal, 1 for all else. */
  readonly exitCode: ExitCode;

  /** @param message on one line, or lines; each is cleaned of what steers a terminal, for it may quote others. */
  constructor(message: string | readonly string[], exitCode: ExitCode = 1) {
    super([message].flat().map(clean).join('\n'));
    this.exitCode = exitCode;
  }
}

const FILE_PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is longer than the disk allows',
  ENXIO: 'nothing is at the other end of it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk failed',
};

/** The error as one that names the file, where the file system refused; as it is otherwise. */
export function explainFileError(path: string, error: unknown): unknown {
  const problem = problemOf(FILE_PROBLEMS, error);
  return problem === undefined ? error : new UserError(`cannot open ${path}: ${problem}`);
}

/** Runs something that opens `path`, and names the file if that fails. */
export async function withFile<Value>(path: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    throw explainFileError(path, error);
  }
}

const WRITE_PROBLEMS: Record<string, string> = {
  ENOSPC: 'the disk is full; make room, then run it again, a training with --resume',
  EDQUOT: 'the quota is used up; make room, then run it again, a training with --resume',
  EROFS: 'the disk is read-only; give another --out',
  EACCES: 'this user may not write there; give another --out',
  EPERM: 'this user may not write there; give another --out',
  ENOENT: 'no folder can be made there; give another --out',
  ENOTDIR: 'a part of the path is no folder; give another --out',
  EEXIST: 'a part of the path is no folder; give another --out',
  EISDIR: 'it is a folder, not a file; give another --out',
  ELOOP: 'its links lead in a circle; give another --out',
  ENAMETOOLONG: 'the name is longer than the disk allows; give another --out',
  EFBIG: 'the file would be larger than the disk allows; give another --out',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk failed; what was saved before may be whole',
};

/** Runs something that writes `path`, and names it and the way out if that fails. */
export async function withWritable<Value>(path: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    const problem = problemOf(WRITE_PROBLEMS, error);
    throw problem === undefined ? error : new UserError(`cannot write ${path}: ${problem}`);
  }
}

/** What the system said, in words where there are some; undefined where the error is not the system's. */
function problemOf(problems: Record<string, string>, error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  if (Object.hasOwn(problems, code)) return problems[code];
  return syscall === undefined ? undefined : `the system says ${code}`;
}

/** One sentence for an error of the system that nobody has explained, with what it was about; undefined for others. */
export function describeSystemError(error: unknown): string | undefined {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return undefined;
  return `the system says ${code} to ${syscall}${path === undefined ? '' : ` of ${path}`}`;
}

/** What Node and V8 say where memory ends, the process going on: of an array, of a kernel, of a worker thread. */
const NO_MEMORY =
  /allocation failed|could not allocate|unable to grow|Invalid (typed )?array (buffer )?length|ENOMEM/i;

/** Whether an error says that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  const { message, code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOMEM' || code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return error instanceof RangeError && NO_MEMORY.test(message ?? '');
}
