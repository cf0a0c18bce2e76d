import { json } from '../print.ts';
import { type LabelCount, plainLabel } from './spelling.ts';

/** A scale that labels look like, and the flag that gives them names. */
export type Offer = {
  /** Reads on from nothing: "the labels 1, 2, 3, 4, 5 look like stars". */
  about: string;
  /** `--map-labels 1,2=negative,3=neutral,4,5=positive`. */
  flag: string;
  /** The flag for the other way round, where the labels may as well mean that: 1 may be a complaint. */
  reversed?: string;
  /** Classes that there are then. */
  classes: number;
};

type Side = 'negative' | 'neutral' | 'positive';

/** Labels that mean sides, by what people publish. */
type Scale = {
  /** Reads on from "the labels …". */
  about: string;
  /** Plain labels, in their order. */
  sides: Readonly<Record<string, Side>>;
  /** Without all of these, the labels are something else. */
  needed: readonly string[];
  /** Without one of these as well. */
  neededOne?: readonly string[];
  /** What stands around each label. */
  affixes?: readonly Affix[];
};

/** Labels of the largest scale. */
const MOST_MEMBERS = 6;

type Affix = 'none' | 'label_' | 'star';

const negative: Side = 'negative';
const neutral: Side = 'neutral';
const positive: Side = 'positive';

const MAY_MEAN = 'may mean negative and positive';

/** From the narrowest to the widest: the first that fits is offered. Four classes of news are 1 to 4 as often as stars are, so stars need a 5. */
const SCALES: readonly Scale[] = [
  {
    about: MAY_MEAN,
    ...scale({ 0: negative, 1: positive }),
    affixes: ['none', 'label_'],
  },
  { about: MAY_MEAN, ...scale({ 1: negative, 2: positive }), affixes: ['none'] },
  {
    about: 'look like negative to positive',
    ...scale({ '-1': negative, 0: neutral, 1: positive }, ['-1', '1']),
  },
  {
    about: 'look like the numbers of negative, neutral and positive',
    ...scale({ 0: negative, 1: neutral, 2: positive }),
    affixes: ['none', 'label_'],
  },
  {
    about: 'look like those of Sentiment140',
    ...scale({ 0: negative, 2: neutral, 4: positive }, ['0', '4']),
  },
  {
    about: 'look like five levels',
    ...scale({ 0: negative, 1: negative, 2: neutral, 3: positive, 4: positive }, ['0', '1', '3', '4']),
    affixes: ['none', 'label_'],
  },
  {
    about: 'look like stars',
    ...scale({ 1: negative, 2: negative, 3: neutral, 4: positive, 5: positive }, ['1', '5']),
    affixes: ['none', 'star'],
  },
  {
    about: 'look like short names',
    ...scale({ neg: negative, neu: neutral, pos: positive }, ['neg', 'pos']),
  },
  {
    about: 'look like short names beside whole ones',
    ...scale({ neg: negative, negative, neu: neutral, neutral, pos: positive, positive }, []),
    neededOne: ['neg', 'neu', 'pos'],
  },
];

function scale(sides: Scale['sides'], needed = Object.keys(sides)): Pick<Scale, 'sides' | 'needed'> {
  return { sides, needed };
}

/**
 * What labels of a file may be meant to be.
 *
 * @param allowed names of the classes that there may be: those of a model. Rows of others are left out. Undefined: all.
 * @returns undefined where they are no scale that is known, or its classes are none of these.
 */
export function offerFor(labels: readonly string[], allowed?: readonly string[]): Offer | undefined {
  const found = findScale(labels);
  if (found === undefined) return undefined;
  const { about, members } = found;
  const names = new Map((allowed ?? [negative, neutral, positive]).map((name) => [plainLabel(name), name]));
  if (!names.has(negative) || !names.has(positive)) return undefined;
  const groups = [...Map.groupBy(members, ({ side }) => names.get(side) ?? '')];
  const pairs = groups.flatMap(([name, group]) => {
    const others = group.filter(({ label }) => label !== plainLabel(name)).map(({ label }) => label);
    return others.length === 0 ? [] : [`${others.join(',')}=${name}`];
  });
  const isOpen = about === MAY_MEAN && members.length === 2;
  const turned = members.map(({ label }, i) => `${label}=${names.get(members[1 - i]?.side)}`);
  return {
    ...(isOpen ? { reversed: flagOf(turned.join(',')) } : {}),
    about: `the labels ${members.map(({ label }) => label).join(', ')} ${about}`,
    flag: flagOf(pairs.join(',')),
    classes: groups.filter(([name]) => name !== '').length,
  };
}

type Member = { label: string; side: Side };

/** The scale that the labels are, and what each of them means, in the order of the scale. */
function findScale(labels: readonly string[]): { about: string; members: Member[] } | undefined {
  const affixed = labels.slice(0, MOST_MEMBERS + 1).map((label) => withoutAffix(plainLabel(label)));
  const affix = affixed[0]?.affix;
  if (affixed.length > MOST_MEMBERS || affixed.some((each) => each.affix !== affix)) return undefined;
  const cores = new Map(affixed.map(({ core, plain }) => [core, plain]));
  const fits = ({ sides, needed, neededOne, affixes = ['none'] }: Scale) =>
    affixes.includes(affix) &&
    [...cores.keys()].every((core) => Object.hasOwn(sides, core)) &&
    needed.every((core) => cores.has(core)) &&
    (neededOne === undefined || neededOne.some((core) => cores.has(core)));
  const found = SCALES.find(fits);
  if (found === undefined) return undefined;
  const order = Object.entries(found.sides).sort(([a], [b]) => Number(a) - Number(b));
  const members = order
    .filter(([core]) => cores.has(core))
    .map(([core, side]) => ({ label: cores.get(core)!, side }));
  return { about: found.about, members };
}

/** `LABEL_0` of models of Hugging Face, and `5 stars`. */
function withoutAffix(plain: string): { core: string; affix: Affix; plain: string } {
  if (/^label_\d$/.test(plain)) return { core: plain.slice('label_'.length), affix: 'label_', plain };
  const stars = /^(\d) stars?$/.exec(plain);
  return stars ? { core: stars[1], affix: 'star', plain } : { core: plain, affix: 'none', plain };
}

/** The flag with its list, as a command line takes it. */
function flagOf(list: string): string {
  return `--map-labels ${/^[\w,=.+-]+$/.test(list) ? list : `"${list}"`}`;
}

/** What tools write where a value is missing. */
const MISSING = new Set(['', 'nan', 'null', 'none', 'n/a', 'na', '<na>', 'nat', 'undefined']);

/** A note on each label that may stand for none. */
export function missingLabels(labels: readonly LabelCount[]): string[] {
  return labels
    .filter(({ label }) => MISSING.has(plainLabel(label)))
    .map(({ label, line, count }) => {
      const rows = `${count.toLocaleString('en-US')} ${count === 1 ? 'row has' : 'rows have'}`;
      const plain = plainLabel(label);
      const remedy = plain === '' ? '' : `; ${flagOf(`${plain}=`)} leaves them out`;
      return `note: ${rows} the label ${json(label)} (line ${line}), as tools write a missing value${remedy}`;
    });
}
