import { LANGUAGES } from '../../src/model/classification.ts';
import { isBlank } from '../../src/model/text/tokenizer.ts';
import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { type Behaviour, CHANGES, casesOf } from './behaviour.ts';
import { asksForReading, type Case } from './cases.ts';
import type { Slots } from './templates.ts';

const MAX_BYTES = 4 * 1024 * 1024;
/** Of all cases together: slots multiply what the file holds. */
const MAX_TEXTS = 200_000;
/** Texts of a case, words of a slot, frames of a group. */
const MAX_LIST = 1000;
const MAX_TEXT = 10_000;
/** A slot's words and frames are put into one another. */
const MAX_WORD = 500;
/** Cases of a group, as a multiple of the usual number. */
const MAX_SHARE = 100;

const WAY = 'docs/evaluating.md shows the form';

/**
 * Reads a suite of behaviour cases: JSON lines, a JSON array or `{"cases": […]}` with a case each, or lists of sentences
 * with slots by language, as `test/bench/behaviour.json` has them.
 *
 * @throws UserError naming the case or the group that cannot be used.
 */
export async function readSuite(path: string): Promise<Case[]> {
  const bytes = await readUpTo(path, MAX_BYTES, (size) => {
    return new UserError(`${path} has ${size} bytes, allowed up to ${MAX_BYTES} for a suite`);
  });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const value = parse(path, text);
  const cases: Case[] = [];
  let texts = 0;
  try {
    for (const each of Array.isArray(value) ? value.map(caseOf) : casesOf(listsOf(value))) {
      texts += each.texts.length;
      if (texts > MAX_TEXTS) throw new RangeError(`it makes over ${MAX_TEXTS} texts, allowed up to that`);
      if (each.texts.some(isBlank))
        throw new RangeError(`group "${each.group.slice(0, 40)}" has a blank text`);
      cases.push(each);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(`${path} is no suite: ${error.message}; ${WAY}`);
  }
  if (cases.length === 0) throw new UserError(`${path} has no case; ${WAY}`);
  return cases;
}

/** The file's value: an array where it holds cases. */
function parse(path: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return value;
    if (Array.isArray(value.cases)) return value.cases;
    // A file of one line is JSON lines too.
    return 'text' in value || 'texts' in value ? [value] : value;
  } catch {
    const lines = text.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 }));
    return lines
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, number }) => parseLine(path, line, number));
  }
}

function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError(`line ${number} of ${path} is no JSON: a suite is JSON or JSON lines; ${WAY}`);
  }
}

const FIELDS = [
  ...['group', 'language', 'text', 'texts', 'label', 'labels', 'more', 'less'],
  ...['tolerance', 'read_as', 'at_most'],
];

/** What an answer calls a text's language. */
const READINGS = [...LANGUAGES, 'und'] as const;

/** @throws RangeError naming the case by its number, from 1. */
function caseOf(value: unknown, index: number): Case {
  const refuse = (what: string) => new RangeError(`case ${index + 1} ${what}`);
  if (!isObject(value)) throw refuse('is no object');
  const stray = Object.keys(value).find((name) => !FIELDS.includes(name));
  if (stray !== undefined)
    throw refuse(`has the field "${stray.slice(0, 40)}", allowed ${FIELDS.join(', ')}`);
  const {
    group = 'all',
    language,
    text,
    texts = [text],
    label,
    labels = label === undefined ? undefined : [label],
  } = value;
  const { more, less, tolerance, read_as, at_most } = value;
  if (!isStrings(texts, MAX_LIST, MAX_TEXT))
    throw refuse('has no text: allowed "text" or a list "texts" of strings');
  if (labels !== undefined && !isStrings(labels, MAX_LIST, MAX_TEXT)) {
    throw refuse('has labels that are no strings');
  }
  const asked = [labels, more, less].filter((demand) => demand !== undefined);
  if (asked.length > 1) throw refuse('asks for two things: allowed one of label, more, less');
  const problem = readingProblem(value);
  if (problem !== undefined) throw refuse(problem);
  if (labels === undefined && texts.length < 2 && !asksForReading(value))
    throw refuse('asks for nothing: say a label, or give two texts');
  for (const name of [group, language, more, less]) {
    if (name !== undefined && typeof name !== 'string') throw refuse('has a field that is no string');
  }
  checkTolerance({ tolerance, labels }, refuse);
  const given = Object.entries({ language, labels, more, less, tolerance, read_as, at_most }).filter(
    ([, field]) => field !== undefined,
  );
  return { group, texts, ...Object.fromEntries(given) } as Case;
}

type Refuse = (what: string) => RangeError;

function checkTolerance({ tolerance, labels }: Record<string, unknown>, refuse: Refuse): void {
  if (tolerance === undefined) return;
  if (typeof tolerance !== 'number' || !(tolerance >= 0 && tolerance <= 1)) {
    throw refuse('has a tolerance that is no number from 0 to 1');
  }
  if (labels !== undefined) throw refuse('has labels and a tolerance, which is about scores');
}

function readingProblem({ read_as, at_most }: Record<string, unknown>): string | undefined {
  if (read_as !== undefined && !READINGS.some((each) => each === read_as)) {
    return `has a "read_as" that is none of ${READINGS.join(', ')}`;
  }
  const isShare = typeof at_most === 'number' && at_most >= 0 && at_most <= 1;
  return at_most === undefined || isShare ? undefined : 'has an "at_most" that is no number from 0 to 1';
}

/** @throws RangeError naming the language or the group that is wrong. */
function listsOf(value: unknown): Behaviour {
  if (!isObject(value)) throw new RangeError('it is neither a list of cases nor an object of languages');
  const languages = Object.entries(value).map(([language, grammar]) => {
    if (!isObject(grammar) || !Array.isArray(grammar.groups)) {
      throw new RangeError(`"${language.slice(0, 40)}" has no list "groups", and the file no list "cases"`);
    }
    const { slots = {}, topics = [{}], groups } = grammar;
    if (!isSlots(slots) || !Array.isArray(topics) || topics.length === 0 || !topics.every(isSlots)) {
      throw new RangeError(
        `"${language.slice(0, 40)}" has slots that are no lists of 1 to ${MAX_LIST} strings of up to ${MAX_WORD} characters`,
      );
    }
    groups.forEach((group, index) => {
      checkGroup(group, index, slots);
    });
    return [language, { slots, topics, groups }];
  });
  return Object.fromEntries(languages);
}

function checkGroup(group: unknown, index: number, slots: object): void {
  const refuse = (what: string) => new RangeError(`group ${index + 1} ${what}`);
  if (!isObject(group) || typeof group.name !== 'string') throw refuse('has no name');
  if (!isStrings(group.frames, MAX_LIST, MAX_WORD)) {
    throw refuse(`has no list "frames" of strings of up to ${MAX_WORD} characters`);
  }
  const isProbe = 'probe' in group || 'change' in group;
  if (isProbe) checkProbe(group, slots, refuse);
  else if (!isStrings(group.labels, MAX_LIST, MAX_TEXT)) {
    throw refuse('has neither labels nor a probe');
  }
  const { share = 1 } = group;
  if (typeof share !== 'number' || !(share > 0 && share <= MAX_SHARE)) {
    throw refuse(`has a share that is no number above 0, up to ${MAX_SHARE}`);
  }
}

function checkProbe(group: Record<string, unknown>, slots: object, refuse: Refuse): void {
  const { probe, change, more, less } = group;
  const isSlot = typeof probe === 'string' && Object.hasOwn(slots, probe);
  if (probe !== undefined && !isSlot) throw refuse('has a probe that is no slot');
  const isChange = typeof change === 'string' && Object.hasOwn(CHANGES, change);
  if (change !== undefined && !isChange) {
    throw refuse(`has a change that is unknown, allowed ${Object.keys(CHANGES).join(', ')}`);
  }
  const asked = [more, less].filter((label) => label !== undefined);
  if (asked.length > 1 || asked.some((label) => typeof label !== 'string')) {
    throw refuse('has no single label as "more" or "less"');
  }
  checkTolerance(group, refuse);
}

function isSlots(value: unknown): value is Slots {
  return isObject(value) && Object.values(value).every((words) => isStrings(words, MAX_LIST, MAX_WORD));
}

function isStrings(value: unknown, most: number, longest: number): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return false;
  return value.every((text) => typeof text === 'string' && text.length <= longest);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
