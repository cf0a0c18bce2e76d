import { UserError, withFile } from '../../errors.ts';
import { readUpTo } from '../../files/bytes.ts';
import type { ArticleRecord, QuestionId, Task } from './record.ts';
import { isIn, isList, isShare, isText, isWhole, type Shape, whatIsWrong } from './shape.ts';

/** A full run writes about 700 lines of up to 10 kB. */
const MAX_BYTES = 32_000_000;
const MAX_LINES = 20_000;

const TASKS = ['sentences', 'emotions', 'reviews', 'chinese'] as const satisfies readonly Task[];
const QUESTIONS = [
  ...(['depth', 'gradients', 'block', 'example', 'loss', 'optimizer', 'shallow', 'alternatives'] as const),
  ...(['blocks', 'efficiency', 'tasks'] as const),
] satisfies readonly QuestionId[];

const isTask = isIn(TASKS);
const isQuestion = isIn(QUESTIONS);
const isNumber = (value: unknown) => Number.isFinite(value);
const isFlag = (value: unknown) => typeof value === 'boolean';
const isRate = (value: unknown) => isNumber(value) && (value as number) > 0;
const isLoss = (value: unknown) => value === null || isNumber(value);
/** Names of arms and candidates go into tables. */
const isArm = (value: unknown) => isText(64)(value) && /^[\w.=-]+( [\w.=-]+)*$/.test(value as string);
const isAddress = (value: unknown) => isText(400)(value) && /^https?:\/\/[^\s()<>"|]+$/.test(value as string);
const isNorms = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.entries(value).every(([, norm]) => isLoss(norm));

/** What each kind of line has, and how each field is held to its bounds. */
const SHAPES: Record<ArticleRecord['kind'], Shape> = {
  article: {
    format: isIn([1]),
    quick: isFlag,
    seeds: isList(100, isWhole),
    sources: isList(40, {
      task: isTask,
      name: isText(200),
      url: isAddress,
      digest: isText(200),
      licence: isText(400),
    }),
    tasks: isList(4, {
      ...{
        task: isTask,
        labels: isWhole,
        train: isWhole,
        test: isWhole,
        tokens: isNumber,
        majority: isShare,
      },
    }),
  },
  fit: {
    ...{ question: isQuestion, task: isTask, arm: isArm, seed: isWhole, rate: isRate, parameters: isWhole },
    ...{ right: isWhole, texts: isWhole, macroF1: isShare, loss: isLoss, diverged: isFlag },
    values: (value) => typeof value === 'object' && value !== null,
    losses: isList(1000, isNumber),
    'gradients?': isList(100, { step: isWhole, norms: isNorms }),
  },
  rate: {
    ...{
      question: isQuestion,
      task: isTask,
      arm: isArm,
      rate: isRate,
      right: isWhole,
      texts: isWhole,
      loss: isLoss,
    },
  },
  selection: {
    ...{ task: isTask, folds: isWhole, rows: isWhole, chosen: isArm, best: isArm, differs: isFlag },
    candidates: isList(1000, {
      ...{ name: isArm, parameters: isWhole, accuracy: isShare, error: isNumber, p: isLoss },
    }),
  },
  speed: { what: isIn(['workers', 'tfjs', 'sparse']), ratio: isRate, runs: isWhole, 'control?': isRate },
};

/** The lines of an `article.jsonl`. @throws UserError where there is no such file, or a line is none of an article. */
export async function readArticle(path: string): Promise<ArticleRecord[]> {
  const bytes = await withFile(path, () =>
    readUpTo(path, MAX_BYTES, (size) => new UserError(`${path} has ${size} bytes, allowed ${MAX_BYTES}`)),
  );
  return parseArticle(Buffer.from(bytes).toString('utf8'), path);
}

/**
 * The lines of an `article.jsonl`, in their order. A gradient that was no finite number, which JSON has as `null`, is left out.
 *
 * @param name of the file, for messages.
 * @throws UserError with the number of the line that is none of an article; the first one must be its head, and no other.
 */
export function parseArticle(text: string, name: string): ArticleRecord[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > MAX_LINES)
    throw new UserError(`${name} has ${lines.length} lines, allowed ${MAX_LINES}`);
  return (lines.length === 0 ? [''] : lines).map((line, place) => {
    const problem = problemOf(line, place);
    if (problem === undefined) return finite(JSON.parse(line) as ArticleRecord);
    throw new UserError(
      `line ${place + 1} of ${name}: ${problem}; write the file anew with npm run trainer -- article`,
    );
  });
}

function problemOf(line: string, place: number): string | undefined {
  const record = parsed(line);
  if (typeof record !== 'object' || record === null) return 'it is no JSON object';
  const { kind } = record as { kind?: unknown };
  if (place === 0 && kind !== 'article') return 'the first line must have the kind "article"';
  if (place > 0 && kind === 'article') return 'the kind "article" is that of the first line alone';
  if (typeof kind !== 'string' || !Object.hasOwn(SHAPES, kind)) {
    return `its kind is ${JSON.stringify(kind) ?? 'missing'}, allowed ${Object.keys(SHAPES).join(', ')}`;
  }
  return whatIsWrong(record, SHAPES[kind as ArticleRecord['kind']]) ?? countProblem(record as ArticleRecord);
}

/** Counts that do not fit one another. */
function countProblem(record: ArticleRecord): string | undefined {
  if (record.kind !== 'fit' && record.kind !== 'rate') return undefined;
  const { right, texts } = record;
  return texts < 1 || right > texts ? `right is ${right} of ${texts} texts` : undefined;
}

function finite(record: ArticleRecord): ArticleRecord {
  if (record.kind !== 'fit' || record.gradients === undefined) return record;
  const gradients = record.gradients.map(({ step, norms }) => ({
    step,
    norms: Object.fromEntries(Object.entries(norms).filter(([, norm]) => norm !== null)),
  }));
  return { ...record, gradients };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
