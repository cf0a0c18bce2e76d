/**
 * Gives the words for what people are, as `trainer/corpora/people.*.json` list them, one embedding a list in a model that is there already:
 * the stage `equalise` of a recipe by itself.
 *
 *     npm run bench:equalise -- --model tuned/model.safetensors --out equalised/model.safetensors [--languages en,zh]
 *
 * `npm run bench:checklist -- --model BEFORE --model AFTER` shows what it changes.
 */
import { parseArgs } from 'node:util';
import { peopleTokens } from '../../trainer/corpora/people.ts';
import { writeEqualised } from '../../trainer/report/equalised.ts';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: 'src/weights/default.safetensors' },
    out: { type: 'string' },
    languages: { type: 'string', default: 'en,zh' },
  },
});
if (flags.out === undefined) throw new Error('--out is missing: say where the equalised model goes');
await writeEqualised(flags.model, flags.out, peopleTokens(flags.languages.split(',')));
