/**
 * How often models fail the capabilities of CheckList (Ribeiro et al. 2020), beside word lists on the same cases.
 *
 *     npm run bench:checklist -- [--model FILE]… [--peers no] [--json FILE]
 *
 * Cases are made of `checklist.json`. A capability's share is the mean over its groups, the last line the mean over
 * capabilities.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadModel } from '../../trainer/scoring/load.ts';
import { CHECKLIST, checklistCases, checklistTable, firstFailures, runChecklist } from './capabilities.ts';
import { modelSubject } from './subject.ts';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['src/weights/default.safetensors'] },
    peers: { type: 'string', default: 'yes' },
    json: { type: 'string' },
  },
});

const models = await Promise.all(flags.model.map(async (path) => modelSubject(await loadModel(path))));
const peers = flags.peers === 'no' ? [] : (await import('./peers/wordlists.ts')).WORD_LISTS;
const cases = [...checklistCases()];
const runs = [...models, ...peers].map((subject) => runChecklist(subject, cases));
for (const language of Object.keys(CHECKLIST)) console.log(checklistTable(runs, language));
for (const run of runs.slice(0, models.length)) console.log(firstFailures(run));
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(runs, null, 1)}\n`);
