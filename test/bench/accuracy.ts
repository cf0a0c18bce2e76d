/**
 * How often models are right, and how well they know it, beside their peers on the same files.
 *
 *     npm run bench:accuracy -- --sets DIR [--model FILE]… [--before FILE] [--train MIX.tsv]
 *         [--f32 FILE] [--peers no] [--json FILE]
 *
 * `--sets` is a folder as `trainer data sets` writes it. The first `--model` is the one that ships: the list at the end
 * holds it to its bounds. `--before` is the one that shipped before: no group of the suite may fail more often by 2
 * points. `--f32` is the same model before its weights were rounded. fastText is trained on `--train`.
 */
import { statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadModel } from '../../trainer/scoring/load.ts';
import { argmax, measure } from '../../trainer/scoring/metrics.ts';
import { behaviourCases, type Failures, runBehaviour } from './behaviour.ts';
import { trainFastText } from './peers/fasttext.ts';
import { behaviourTable, type Measured, setTable, verdicts } from './report.ts';
import { readSet, TEST_SETS } from './sets.ts';
import { modelSubject, type Subject } from './subject.ts';

const THREE_CLASSES = ['negative', 'neutral', 'positive'];

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['src/weights/default.safetensors'] },
    before: { type: 'string' },
    sets: { type: 'string' },
    train: { type: 'string' },
    f32: { type: 'string' },
    peers: { type: 'string', default: 'yes' },
    json: { type: 'string' },
  },
});
if (flags.sets === undefined) {
  console.error(
    '--sets is missing: a folder with sst2.dev.tsv and so on, as `npm run trainer -- data sets` writes it',
  );
  process.exit(2);
}

const fastText = flags.train === undefined ? null : await trainFastText(flags.train);
if (flags.train === undefined) console.log('no --train: fastText is left out');
else if (fastText === null) console.log('no fasttext here (apt-get install fasttext): it is left out');
const beside = [flags.before, flags.f32].map((path) => (path === undefined ? [] : [path]));
const models = await Promise.all([...flags.model, ...beside.flat()].map(loadSubject));
const wordLists = flags.peers === 'no' ? [] : (await import('./peers/wordlists.ts')).WORD_LISTS;
const peers = [...(fastText ? [fastText] : []), ...wordLists];
const subjects = [...models, ...peers];

const measured = await measureSets(flags.sets);
const behaviour = subjects.map((subject) => ({ name: subject.name, groups: behave(subject) }));
fastText?.close();
console.log(behaviourTable(behaviour));
const shipped = {
  name: models[0].name,
  bytes: statSync(flags.model[0]).size,
  peer: fastText?.name,
  f32: flags.f32 === undefined ? undefined : models.at(-1)?.name,
};
const before = flags.before === undefined ? undefined : behaviour[flags.model.length].groups;
console.log(verdicts(shipped, measured, behaviour[0].groups, before));
if (flags.json !== undefined) {
  writeFileSync(flags.json, `${JSON.stringify({ shipped, measured, behaviour }, null, 1)}\n`);
}

async function loadSubject(path: string): Promise<Subject> {
  return modelSubject(await loadModel(path));
}

async function measureSets(folder: string): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const set of TEST_SETS) {
    const rows = await readSet(folder, set);
    if (rows === null) {
      console.log(`${set.title}: no ${set.file} in ${folder}: left out\n`);
      continue;
    }
    const results = subjects.map((subject) => {
      const answers = subject.judge(rows, set.labels);
      const judged = rows.map(({ label }, i) => ({
        truth: set.labels.indexOf(label),
        probabilities: answers[i],
      }));
      return {
        name: subject.name,
        probabilistic: subject.probabilistic,
        metrics: measure(set.labels, judged),
      };
    });
    all.push({ set, results });
    console.log(setTable({ set, results }));
  }
  return all;
}

/** The suite on one subject: all texts are judged in one go, for a peer that is a process. */
function behave(subject: Subject): Failures[] {
  const cases = [...behaviourCases()];
  const texts = [...new Set(cases.flatMap(({ texts }) => texts))];
  const rows = texts.map((text) => ({ text, label: 'neutral' }));
  const answers = subject.judge(rows, THREE_CLASSES);
  const labels = new Map(texts.map((text, i) => [text, THREE_CLASSES[argmax(answers[i])]]));
  return runBehaviour(cases, THREE_CLASSES, (text) => labels.get(text) ?? '');
}
