/**
 * How often models fail the kinds of text that public reports about sentiment analysis say go wrong.
 *
 *     npm run bench:reports -- [--model FILE]… [--failures]
 *
 * A table a model: a kind a row, English and Chinese apart. “contrast” are texts that look alike and ask for another label.
 * `--failures` shows every text that fails, what the model says of it, and what is right.
 */
import { parseArgs } from 'node:util';
import { type Case, runCases } from '../../trainer/corpora/cases.ts';
import { readSuite } from '../../trainer/corpora/suite.ts';
import { loadModel } from '../../trainer/scoring/load.ts';
import { answererOf } from '../../trainer/scoring/score.ts';
import { kindsTable, REPORTS } from './kinds.ts';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['src/weights/default.safetensors'] },
    failures: { type: 'boolean', default: false },
  },
});

const cases = await readSuite(REPORTS);
for (const path of flags.model) {
  const model = await loadModel(path);
  const run = (some: readonly Case[]) => runCases(some, model.config.labels, answererOf(model)).groups;
  console.log(`${model.model}\n${kindsTable(run(cases))}\n`);
  if (!flags.failures) continue;
  const failures = cases.flatMap((each) => run([each]));
  for (const { group, examples } of failures) {
    for (const { text, answer, expected } of examples) {
      console.log(`${group}: ${text} → ${answer}, expected ${expected}`);
    }
  }
}
