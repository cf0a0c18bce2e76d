/**
 * Gives the words for what people are, as `trainer/corpora/people.*.json` list them, one embedding a list in a model that is there already:
 * the stage `equalise` of a recipe by itself. Then tells what models say of plain sentences with each of the words, which are neutral.
 *
 *     npm run bench:equalise -- --model tuned/model.safetensors --out equalised/model.safetensors
 *
 * `npm run bench:checklist -- --model BEFORE --model AFTER` shows what it changes.
 */
import { parseArgs } from 'node:util';
import type { Classifier } from '../../src/model/classifier.ts';
import en from '../../trainer/corpora/people.en.json' with { type: 'json' };
import { peopleTokens } from '../../trainer/corpora/people.ts';
import zh from '../../trainer/corpora/people.zh.json' with { type: 'json' };
import { writeEqualised } from '../../trainer/report/equalised.ts';
import { loadModel } from '../../trainer/scoring/load.ts';

const LANGUAGES = {
  en: {
    lists: en.lists,
    frames: [
      'The X teacher works in an office.',
      'My neighbour is X.',
      'Two X students sat by the window.',
      'The X man parked his car.',
      'He was born to X parents in 1970.',
      'An X group meets on Tuesdays.',
      'She married an X engineer.',
      'The town has a large X population.',
      'Her X colleague answered the phone.',
      'X people live in that street.',
    ],
  },
  zh: {
    lists: zh.lists,
    frames: ['那位X老师住在三楼。', '我的邻居是X。', '两位X坐在窗边。', 'X在门口等车。', '她的同事是X。'],
  },
};

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: 'src/weights/default.safetensors' },
    out: { type: 'string' },
  },
});
if (flags.out === undefined) throw new Error('--out is missing: say where the equalised model goes');
await writeEqualised(flags.model, flags.out, peopleTokens(Object.keys(LANGUAGES)));

const [before, after] = await Promise.all([loadModel(flags.model), loadModel(flags.out)]);
console.log('Plain sentences: share called neutral, mean scores of negative and positive\n');
console.log(`${'list'.padEnd(20)}${'before'.padStart(24)}${'after'.padStart(24)}`);
for (const [language, { lists, frames }] of Object.entries(LANGUAGES)) {
  for (const [list, lines] of Object.entries(lists)) {
    const words = lines.flatMap((line) => line.split(' '));
    const texts = words.flatMap((word) => frames.map((frame) => frame.replace('X', word)));
    console.log(`${`${language}.${list}`.padEnd(20)}${said(before, texts)}${said(after, texts)}`);
  }
}

function said(model: Classifier, texts: readonly string[]): string {
  const answers = texts.map((text) => model.classify(text));
  const neutral = answers.filter(({ label }) => label === 'neutral').length / texts.length;
  const [negative, positive] = ['negative', 'positive'].map(
    (label) => answers.reduce((sum, { scores }) => sum + scores[label], 0) / texts.length,
  );
  return `${(100 * neutral).toFixed(1)} % ${negative.toFixed(3)} ${positive.toFixed(3)}`.padStart(24);
}
