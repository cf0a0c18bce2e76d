/**
 * How often a model is right, by the share of words that it knows, and what languages it takes the texts of labelled files for.
 *
 *     npm run bench:reading -- [--model FILE] FILE…
 *
 * Of a file with two of the model's labels the likelier of the two is compared. The files must not have been trained on.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Classification } from '../../src/model/classification.ts';
import type { Classifier } from '../../src/model/classifier.ts';
import { readExamples } from '../../trainer/read/examples.ts';
import { loadModel } from '../../trainer/scoring/load.ts';
import { argmax, restrict, wilson } from '../../trainer/scoring/metrics.ts';

/** Ranges of `known`, each up to the next: 0 alone, all words alone. */
const FROM = [0, Number.MIN_VALUE, 0.25, 0.5, 0.75, 1];
const NAMES = ['0', 'under 0.25', '0.25 to 0.5', '0.5 to 0.75', '0.75 to 1', '1'];

type Answered = { classification: Classification; isRight: boolean };

const { values, positionals } = parseArgs({
  options: { model: { type: 'string', default: 'src/weights/default.safetensors' } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('no file is named: give labelled files of texts that the model was not trained on');
  process.exit(2);
}
const classifier = await loadModel(values.model);
const all: Answered[] = [];
for (const path of positionals) {
  const answers = await answersOf(classifier, path);
  all.push(...answers);
  console.log(`${basename(path).padEnd(24)}${languagesIn(answers)}`);
}
console.log('\nknown            texts   right   95 %');
for (const [range, name] of NAMES.entries()) {
  const within = all.filter(({ classification: { known } }) => rangeOf(known) === range);
  if (within.length > 0) console.log(`${name.padEnd(14)}${rightIn(within)}`);
}
console.log(`under 0.5     ${rightIn(all.filter(({ classification: { known } }) => known < 0.5))}`);

async function answersOf({ classify, config }: Classifier, path: string): Promise<Answered[]> {
  const rows: { text: string; label: string }[] = [];
  for await (const { text, label } of readExamples(path, {})) rows.push({ text, label });
  const labels = config.labels.filter((label) => rows.some((row) => row.label === label));
  return rows.map(({ text, label }) => {
    const classification = classify(text, { topK: config.labels.length });
    const answer = labels[argmax(restrict(classification.scores, labels))];
    return { classification, isRight: answer === label };
  });
}

function languagesIn(answers: readonly Answered[]): string {
  const count = (of: string) => answers.filter(({ classification: { language } }) => language === of).length;
  const unread = answers.filter(
    ({ classification: { known, language } }) => language === 'und' && known === 0,
  );
  return `${answers.length} texts: en ${count('en')}, zh ${count('zh')}, und ${count('und')}, of these ${unread.length} without a known word`;
}

function rangeOf(known: number): number {
  return FROM.findLastIndex((from) => known >= from);
}

function rightIn(answers: readonly Answered[]): string {
  const right = answers.filter(({ isRight }) => isRight).length;
  const { low, high } = wilson(right, answers.length);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `${String(answers.length).padStart(8)}${percent(right / answers.length).padStart(8)}   ${percent(low)} to ${percent(high)}`;
}
