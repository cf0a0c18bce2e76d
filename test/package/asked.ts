import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Classifier } from '../../src/model/classifier.ts';
import { isBlank } from '../../src/model/text/tokenizer.ts';
import { classifierOf } from '../../trainer/scoring/load.ts';
import { knownWords, model } from '../contract/ways/model.ts';
import { texts } from '../contract/ways/texts.ts';

const WRITTEN = [
  'Never boring, always surprising.',
  "I don't think it is good.",
  'Not bad! Not good. It arrived on Tuesday.',
  '不好看，但是很便宜。',
  '这部电影太棒了',
  '👍😂 ❤\ufe0f',
  'qwxzjk vfékk wxzq',
  'สวัสดี',
  '!!!',
];
const TEXTS = 50;

/** Texts of both languages, of emoji, of words that nobody knows; the same in every run. */
export const ASKED = [
  ...WRITTEN,
  ...fc.sample(
    texts(knownWords()).filter((text) => !isBlank(text)),
    { seed: 5, numRuns: TEXTS - WRITTEN.length },
  ),
];

/** What a classifier says of texts, to the last bit: code that runs in the repository and, as its own text, wherever the package is. */
export function answersTo(
  classifier: Pick<Classifier, 'classify' | 'logits'>,
  asked: readonly string[],
): string[] {
  return asked.map((text) => {
    const answer = classifier.classify(text, { explain: true, sentences: true });
    const logits = classifier.logits(text);
    const unassigned = text.match(/\p{Cn}/gu)?.length ?? 0;
    return JSON.stringify([unassigned, answer, logits && Array.from(logits)]);
  });
}

/** What the repository's own classifier says. */
export const EXPECTED = answersTo(classifierOf(model), ASKED);

/** Puts a module and a program into a project that has installed the package. @returns the program, which prints what it answers to `ASKED`. */
export function writeAsking(project: string): string {
  writeFileSync(join(project, 'answering.js'), ANSWERING);
  writeFileSync(join(project, 'asked.json'), JSON.stringify(ASKED));
  const program = join(project, 'asking.js');
  writeFileSync(program, ASKING);
  return program;
}

/**
 * Texts that are answered otherwise than here. A runtime with an older Unicode reads no letter where a character of a newer one stands: such texts
 * are left out, of which there may be few.
 */
export function answeredOtherwise(answers: readonly string[]): string[] {
  const readable = ASKED.filter((_, i) => JSON.parse(answers[i])[0] === JSON.parse(EXPECTED[i])[0]);
  if (readable.length < TEXTS - 2) return [`only ${readable.length} of ${TEXTS} texts can be compared`];
  return readable.filter((text) => answers[ASKED.indexOf(text)] !== EXPECTED[ASKED.indexOf(text)]);
}

/** A module that exports `answers`, what the installed package says of the texts that it is given. */
const ANSWERING = `import { createClassifier } from 'edge-sentiment';
const classifier = await createClassifier();
const answersTo = ${answersTo.toString()};
export const answers = (asked) => answersTo(classifier, asked);
`;

const ASKING = `import { answers } from './answering.js';
import asked from './asked.json' with { type: 'json' };
console.log(JSON.stringify(answers(asked)));
`;
