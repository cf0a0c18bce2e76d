/** Emoji as words: one that the vocabulary lacks is read by its name. */
import { EMOJI_NAMES } from './emojinames.ts';
import { unpackText } from './packed.ts';

/** Shortcodes by the names that chats give them; those that are an emoji's meaning or words need no entry. */
const SHORTCODES =
  '+1👍 thumbsup👍 thumbs_up👍 -1👎 thumbsdown👎 thumbs_down👎 rage😡 angry😠 sob😭 cry😢 joy😂 rofl🤣 smile😄 smiley😃 grin😁 grinning😀 ' +
  'laughing😆 satisfied😆 wink😉 blush😊 slightly_smiling_face🙂 slight_smile🙂 heart_eyes😍 smiling_face_with_three_hearts🥰 kissing_heart😘 ' +
  'heart❤ broken_heart💔 hankey💩 poop💩 shit💩 tada🎉 fire🔥 clap👏 pray🙏 ok_hand👌 raised_hands🙌 muscle💪 skull💀 facepalm🤦 face_palm🤦 ' +
  'shrug🤷 unamused😒 roll_eyes🙄 rolling_eyes🙄 disappointed😞 confused😕 scream😱 sweat_smile😅 sunglasses😎 thinking🤔 thinking_face🤔 fu🖕 ' +
  'middle_finger🖕 vomiting_face🤮 nauseated_face🤢 cursing_face🤬 star_struck🤩 trophy🏆 x❌ white_check_mark✅ rocket🚀 eyes👀 yum😋 hugs🤗 ' +
  'hugging_face🤗 partying_face🥳 triumph😤 weary😩 tired_face😫 zzz💤 frowning☹ frowning_face☹ slightly_frowning_face🙁 pensive😔 worried😟 neutral_face😐 ' +
  'expressionless😑 warning⚠ no_entry_sign🚫 clown_face🤡 ok👌';

const JOINER = '\u200D';
const PEOPLE = '🧑👨👩👦👧';

let names: ReadonlyMap<number, readonly string[]> | undefined;
let shortcodes: ReadonlyMap<string, string> | undefined;

/** One emoji for all its skin tones, genders, hair, directions and ways to show it: 🤷🏾‍♀️ is 🤷, and 👩🏽‍🚀 is 🧑‍🚀. */
export function foldEmoji(source: string): string {
  return source
    .replace(/[\p{Variation_Selector}\p{Emoji_Modifier}]/gu, '')
    .replace(/\u200D[♀♂➡🦰-🦳]/gu, '')
    .replace(/^[👨👩](?=\u200D[^👨👩👦👧❤🤝🐰])/u, '🧑');
}

/** The emoji of a shortcode, without its colons; undefined where it has none of its own. */
export function shortcodeEmoji(name: string): string | undefined {
  shortcodes ??= new Map(SHORTCODES.split(' ').map(splitEntry));
  return shortcodes.get(name);
}

function splitEntry(entry: string): [word: string, emoji: string] {
  const at = entry.search(/[^\w+-]/);
  return [entry.slice(0, at), entry.slice(at)];
}

/**
 * The words of an emoji's name, those of its parts where it is joined of some, without people: 🧑‍🚀 is a rocket.
 *
 * @param token of a text.
 * @returns none where it is no emoji.
 */
export function emojiWords(token: string): readonly string[] {
  if (!mayBeEmoji(token)) return [];
  names ??= readNames();
  const known = names;
  const parts = token.split(JOINER);
  const things = parts.length > 1 ? parts.filter((part) => !PEOPLE.includes(part)) : parts;
  const words = (things.length > 0 ? things : parts).flatMap(
    (part) => known.get(part.codePointAt(0) ?? 0) ?? [],
  );
  return [...new Set(words)];
}

/** Whether the names must be looked at, which are read when the first token needs them. */
function mayBeEmoji(token: string): boolean {
  return /^[\u{1F000}-\u{1FAFF}\u203C-\u2BFF©®〰〽㊗㊙]/u.test(token);
}

/** Names, or what is meant instead, by code point: each run of them is the first one's number and the names of it and those after it. */
function readNames(): Map<number, readonly string[]> {
  const read = new Map<number, readonly string[]>();
  for (const run of unpackText(EMOJI_NAMES).split(';')) {
    const [first, ...list] = run.split(',');
    list.forEach((name, i) => {
      read.set(Number.parseInt(first, 36) + i, name === '' ? [] : name.split(' '));
    });
  }
  return read;
}
