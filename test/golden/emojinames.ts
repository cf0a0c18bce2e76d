/**
 * Makes `src/model/text/emojinames.ts` of Unicode's list, as the package `unicode-emoji-json` has it:
 *
 *     node test/golden/emojinames.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { packText, sourceOf } from './pack.ts';

const EMOJI_FILE = new URL('../../src/model/text/emojinames.ts', import.meta.url);

/** Words that say how an emoji looks, or nothing; a name of nothing else keeps them. */
const SHAPE = new Set(
  (
    'a an and at the of in on with without from to for face person people hand hands eye eyes mouth open closed raised button symbol ' +
    'sign mark facing pointing index backhand rightwards leftwards right left up down square circle large small medium black white type input'
  ).split(' '),
);

/** What people mean by emoji whose names say what they show. */
const MEANINGS =
  '👍good 👎bad 👌fine 🖕fuck 🙏thanks 👏bravo 🙌hooray 💪strong 🫶love 🤞hope 🤝agreed 🤦stupid 🙅no 🙆yes 💯perfect 🔥awesome ✨wonderful ' +
  '🎉celebration 🎊celebration 🥳celebration 🏆winner 🥇best 🤬furious 😡furious 😤furious 😠angry 👿angry 💢angry 💩crap 🗑trash 🤮disgusting ' +
  '🤢disgusting 🙄annoying 😒disappointing 😑annoyed 😐neutral 🤨doubtful 😬awkward 😂hilarious 🤣hilarious 😹hilarious 😍love 🥰love 😻love 😘love ' +
  '🤩amazing 😋delicious 😎cool 😊happy ☺happy 😀happy 😃happy 😄happy 😁happy 😆laughing 🙂ok 😇kind 🤗hug 😭crying 😢sad ☹sad 🙁sad 😿sad ' +
  '❤love 🧡love 💛love 💚love 💙love 🩵love 💜love 🩷love 🤎love 🖤love 🤍love 🩶love ♥love 💕love 💞love 💓love 💗love 💖love 💘love 💝love 😫tired 😩awful ' +
  '😴boring 🥱boring 💤boring 😱scared 🤯unbelievable 🤡ridiculous 💀dead ☠deadly ✅correct ❌wrong ❎wrong 🚫forbidden ⚠warning 🚩suspicious 🤥liar 🤷unsure';

type Named = Record<string, { name: string }>;

/** The names that tell something, by code point; those of flags, keycaps and joined emoji are made of their parts. */
function namesOf(data: Named): Map<number, string> {
  const names = new Map<number, string>();
  for (const [emoji, { name }] of Object.entries(data)) {
    const plain = [...emoji.replace(/[\uFE0E\uFE0F]/g, '')];
    if (plain.length === 1) names.set(plain[0].codePointAt(0) ?? 0, wordsOf(name));
  }
  return names;
}

function wordsOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/o’clock|thirty/g, 'clock')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ');
  if (words.includes('clock')) return 'clock';
  const telling = words.filter((word) => !SHAPE.has(word) && word.length > 1);
  return (telling.length > 0 ? telling : words).join(' ');
}

/** One string: runs of code points that follow each other, each with its first one in base 36. */
function runsOf(names: ReadonlyMap<number, string>): string {
  const runs: string[] = [];
  let next = -1;
  for (const [point, words] of [...names].sort(([a], [b]) => a - b)) {
    // A gap of a few is shorter as empty names than as a run of its own.
    const gap = point - next;
    if (next < 0 || gap > 4) runs.push(`${point.toString(36)},${words}`);
    else runs[runs.length - 1] += `${','.repeat(gap)},${words}`;
    next = point + 1;
  }
  return runs.join(';');
}

/** What an emoji is read as, by code point: one word of ours where its name says what is shown and not what is meant, else its name. */
export function emojiWords(): Map<number, string> {
  const path = createRequire(import.meta.url).resolve('unicode-emoji-json/data-by-emoji.json');
  const words = namesOf(JSON.parse(readFileSync(path, 'utf8')));
  for (const entry of MEANINGS.split(' ')) {
    const emoji = entry.codePointAt(0) ?? 0;
    words.set(emoji, entry.slice(String.fromCodePoint(emoji).length));
  }
  return words;
}

/** The file that the Worker bundles. */
function emojiSource(): string {
  return sourceOf(
    [
      'Words of emoji by code point, made by `test/golden/emojinames.ts` of the names in the Unicode Character Database.',
      'Copyright © 1991-2025 Unicode, Inc.; docs/notices.md has the terms.',
    ],
    { EMOJI_NAMES: packText(runsOf(emojiWords())) },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(EMOJI_FILE, emojiSource());
