import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import card from '../../src/weights/default.json' with { type: 'json' };
import { bundle, startWorkerd, type Workerd } from '../bench/workerd.ts';
import { sized } from '../size.ts';
import { addressOf, Client } from './ways/client.ts';
import { knownWords, model } from './ways/model.ts';
import { type Group, groups } from './ways/texts.ts';

/** Texts with the same options. */
const GROUP = 20;
const TEXTS = sized(300, 10_000);
/** As docs/problems.md says; the address of the service has some 30. */
const MAX_QUERY = 16_000;

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let workerd: Workerd;

beforeAll(async () => {
  const files = {
    'model.safetensors': model,
    'card.json': JSON.stringify(card),
    'env.json': '{"REQUEST_LOG":"off"}',
  };
  workerd = await startWorkerd(bundle('ways', at('../bench/workers/served.ts'), files));
}, 90_000);

afterAll(() => workerd.stop());

/** Lists of so many texts each, over and over. */
function cut(texts: readonly string[], sizes: readonly number[]): string[][] {
  const lists: string[][] = [];
  for (let begin = 0; begin < texts.length; begin += lists.at(-1)!.length) {
    lists.push(texts.slice(begin, begin + sizes[lists.length % sizes.length]));
  }
  return lists;
}

/** What is answered to each text of a group, by the way that it was asked in. */
async function answersOf(client: Client, { texts, options, batches, pieces }: Group) {
  const each = (ask: (text: string) => Promise<string | null>) => Promise.all(texts.map(ask));
  const lists = cut(texts, batches);
  const [POST, GET, QUERY, together, items, lines] = await Promise.all([
    each((text) => client.one('POST', text, options)),
    each(async (text) => (fitsQuery(text, options) ? client.one('GET', text, options) : null)),
    each((text) => client.one('QUERY', text, options)),
    Promise.all(lists.map((list) => client.batch(list, options))),
    Promise.all(lists.toReversed().map((list) => client.items(list, options))),
    client.stream(texts, options, pieces),
  ]);
  return { POST, GET, QUERY, texts: together.flat(), items: items.toReversed().flat(), lines };
}

/** An address is UTF-8, which has no half of a surrogate pair. */
function fitsQuery(text: string, options: object): boolean {
  return text.isWellFormed() && addressOf(text, options).length <= MAX_QUERY;
}

it('GET, POST, QUERY, batches and streams give the same answer', async () => {
  const client = new Client(workerd.url);
  const ways: Record<string, number> = {};
  const sameAnswers = fc.asyncProperty(groups(knownWords(), GROUP), async (group) => {
    const { POST, ...others } = await answersOf(client, group);
    for (const [way, answers] of Object.entries(others)) {
      expect(answers).toHaveLength(GROUP);
      const asked = answers.filter((answer) => answer !== null);
      ways[way] = (ways[way] ?? 0) + asked.length;
      const different = answers.flatMap((answer, i) =>
        answer === null || answer === POST[i] ? [] : [{ text: group.texts[i], answer, alone: POST[i] }],
      );
      expect({ way, different }).toEqual({ way, different: [] });
    }
  });
  // What is found is told at once: shrinking it over HTTP takes minutes.
  await fc.assert(sameAnswers, { seed: 1, numRuns: TEXTS / GROUP, endOnFailure: true });
  expect(ways).toMatchObject({ QUERY: TEXTS, texts: TEXTS, items: TEXTS, lines: TEXTS });
  expect(ways.GET).toBeGreaterThan(TEXTS / 2);
  const { broken, ...met } = client.met;
  expect(Math.min(...Object.values(met))).toBeGreaterThan(0);
  expect(broken).toBeLessThan(met.continued / 10);
}, 3_600_000);
