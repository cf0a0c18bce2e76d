import type { Command } from 'commander';
import { readSafetensors } from '../../src/model/file/safetensors.ts';
import { gateOf, type NgramTensors } from '../../src/model/network/ngrams.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { clean, json } from '../print.ts';
import { loadModelParts } from '../scoring/load.ts';

/** What `inspect` tells of a model file. */
type Inspection = {
  name: string;
  version: string;
  /** Of the file. */
  bytes: number;
  licence: string;
  /** As BCP 47 tags; undefined where the file says none. */
  languages?: readonly string[] | undefined;
  network: object;
  calibration: object;
  parameters: number;
  /** Its table of n-grams: how many it has, and the share of their sums that texts of some lengths have; left out where there is none. */
  ngrams?: { size: number; gate: { tokens: number; share: number }[] };
  tensors: { name: string; dtype: string; shape: readonly number[]; bytes: number }[];
  vocabulary: { size: number; tokens: string[] };
  training: object;
};

/** Tokens shown, from all over the vocabulary. */
const TOKENS = 20;

/** Adds `inspect`: what a model file holds. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('show what a model file holds')
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async ({ model, json: isJson }: { model: string; json?: true }) => {
      const inspection = await inspect(model);
      console.log(isJson ? json(inspection) : describe(inspection));
    });
}

const EXAMPLES = `
Examples:
  npm run --silent trainer -- inspect --model out/model.safetensors
  npm run --silent trainer -- inspect --model out/model.safetensors --json
`;

async function inspect(path: string): Promise<Inspection> {
  const { model, bytes: file } = await loadModelParts(path);
  const { name, version, config, calibration, licence, languages, training } = model;
  return {
    name,
    version,
    bytes: file.length,
    licence,
    ...(languages && { languages }),
    network: config,
    calibration,
    parameters: parameterSpecs(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    ...(model.ngrams && { ngrams: describeTable(model.ngrams, config.ngrams) }),
    tensors: [...readSafetensors(file).tensors].map(([name, { dtype, shape, bytes }]) => ({
      name,
      dtype,
      shape,
      bytes: bytes.length,
    })),
    vocabulary: { size: config.vocabulary, tokens: someTokens(new Vocabulary(model.vocabulary)) },
    training,
  };
}

/** Lengths of texts whose gate is shown, in tokens. */
const LENGTHS = [8, 64, 512];

function describeTable({ gate }: NgramTensors, size = 0): Required<Inspection>['ngrams'] {
  return { size, gate: LENGTHS.map((tokens) => ({ tokens, share: gateOf(gate, tokens) })) };
}

/** One line, or none. */
function tableLines(table: Inspection['ngrams']): string[] {
  if (table === undefined) return [];
  const shares = table.gate.map(({ share }) => share.toPrecision(2));
  const [last, ...others] = shares.reverse();
  const gate = `${others.reverse().join(', ')} and ${last}`;
  return [
    '',
    `${count(table.size)} n-grams of one to three tokens; at ${LENGTHS.slice(0, -1).join(', ')} and ${LENGTHS.at(-1)} tokens the gate is ${gate}`,
  ];
}

/** Tokens at equal distances: the first ones alone would be numbers and signs. */
function someTokens(vocabulary: Vocabulary): string[] {
  const count = Math.min(TOKENS, vocabulary.size);
  return Array.from({ length: count }, (_, i) => vocabulary.token(Math.floor((i * vocabulary.size) / count)));
}

function describe({ tensors, vocabulary, ngrams, ...model }: Inspection): string {
  const fields = (title: string, values: object) => [
    '',
    title,
    ...flatten(values).map(([name, value]) => `  ${name.padEnd(24)} ${value}`),
  ];
  const { name, version, bytes, licence, languages, parameters, network, calibration, training } = model;
  return [
    `${name}, version ${version}, ${count(bytes)} bytes, ${count(parameters)} parameters, licence: ${shown(licence)}`,
    ...(languages ? [`trained to read ${languages.join(', ')}`] : []),
    ...fields('network', network),
    ...fields('calibration', calibration),
    ...fields('training', training),
    ...tableLines(ngrams),
    '',
    'tensors',
    ...tensors.map(
      ({ name, dtype, shape, bytes: size }) =>
        `  ${clean(name).padEnd(24)} ${dtype.padEnd(4)} ${`[${shape.join(', ')}]`.padEnd(18)} ${count(size).padStart(12)} bytes`,
    ),
    '',
    `vocabulary of ${count(vocabulary.size)} tokens, such as`,
    `  ${vocabulary.tokens.map(shown).join(' ')}`,
  ].join('\n');
}

/** Fields of nested objects by their paths. */
function flatten(values: object, prefix = ''): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? flatten(value, `${prefix}${name}.`) : [[clean(`${prefix}${name}`), shown(value)]];
  });
}

/** Text as it is, all else as JSON. */
function shown(value: unknown): string {
  return clean(typeof value === 'string' ? value : JSON.stringify(value));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
