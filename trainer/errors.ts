/** The user can put it right: the CLI prints the message alone, without a stack, and ends with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** 2 for a command that is spelled wrong, 130 after Ctrl-C, 143 after SIGTERM, 1 for all else. */
  readonly exitCode: 1 | 2 | 130 | 143;

  constructor(message: string, exitCode: 1 | 2 | 130 | 143 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const FILE_PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
};

/** The error as one that names the file, where the file system refused; as it is otherwise. */
export function explainFileError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (!Object.hasOwn(FILE_PROBLEMS, code)) return error;
  return new UserError(`cannot open ${path}: ${FILE_PROBLEMS[code]}`);
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
  ENOSPC: 'the disk is full; make room, then go on with --resume',
  EDQUOT: 'the quota is used up; make room, then go on with --resume',
  EROFS: 'the disk is read-only; give another --out',
  EACCES: 'this user may not write there; give another --out',
  EPERM: 'this user may not write there; give another --out',
  ENOTDIR: 'a part of the path is no folder; give another --out',
  EEXIST: 'a part of the path is no folder; give another --out',
  EISDIR: 'it is a folder, not a file; give another --out',
  EIO: 'the disk failed; what was saved before may be whole',
};

/** Runs something that writes `path`, and names it and the way out if that fails. */
export async function withWritable<Value>(path: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
    if (!Object.hasOwn(WRITE_PROBLEMS, code)) throw error;
    throw new UserError(`cannot write ${path}: ${WRITE_PROBLEMS[code]}`);
  }
}
