import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../../../src/model/file/safetensors.ts';
import { checkServable } from '../../../trainer/report/bundle.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { overflowingModel, tinyModel } from '../../contract/model.ts';

const FILE = tinyModel();
const { metadata, tensors } = readSafetensors(FILE);
const CARD = {
  name: 'tiny',
  version: metadata.version,
  labels: JSON.parse(metadata.network).labels,
  licence: 'MIT',
};
const OVERFLOWING = overflowingModel();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function weights(file: Uint8Array, card: object | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-'));
  folders.push(folder);
  writeFileSync(join(folder, 'model.safetensors'), file);
  writeFileSync(join(folder, 'model.json'), typeof card === 'string' ? card : JSON.stringify(card));
  return join(folder, 'model.safetensors');
}

/** With one tensor filled with a byte, under the version of what comes of it. */
function filled(name: string, byte: number): Uint8Array {
  const tensor = tensors.get(name) as Tensor;
  const changed = new Map([
    ...tensors,
    [name, { ...tensor, bytes: new Uint8Array(tensor.bytes.length).fill(byte) }],
  ]);
  const write = (version: string) => writeSafetensors(changed, { ...metadata, version });
  return write(sha256(write('')).slice(0, 12));
}

describe('checkServable()', () => {
  it('takes the model that ships, and a model with its card', () => {
    expect(() => checkServable('src/weights/default.safetensors')).not.toThrow();
    expect(() => checkServable(weights(FILE, CARD))).not.toThrow();
  });

  it.each<[string, Uint8Array, object | string, RegExp]>([
    [
      'a card of another version',
      FILE,
      { ...CARD, version: '0123456789ab' },
      /card of another model: its version is "0123/,
    ],
    [
      'a card of another name',
      FILE,
      { ...CARD, name: 'default' },
      /its name is "default".*is "tiny".*take the card that lay beside it/,
    ],
    ['a card of other labels', FILE, { ...CARD, labels: ['a', 'b'] }, /its labels is \["a","b"\]/],
    ['a card of other terms', FILE, { ...CARD, licence: 'CC0' }, /its licence is "CC0".* is "MIT"/],
    [
      'a model that answers no word of its own',
      OVERFLOWING,
      { ...CARD, version: readModel(OVERFLOWING).version },
      /cannot be served: logit 0 of a text is/,
    ],
    ['a card that is no JSON', FILE, '{', /model.json is not JSON$/],
    ['a card that is null', FILE, 'null', /model.json is not a JSON object$/],
    ['a bias of NaN', filled('head.bias', 0xff), CARD, /cannot be served: head.bias: element 0 is NaN/],
    [
      'a vocabulary of bytes that are no text',
      filled('vocabulary.bytes', 0xff),
      CARD,
      /cannot be served: vocabulary/,
    ],
    ['a file cut short', FILE.slice(0, -1), CARD, /cannot be served/],
  ])('refuses %s', (_, file, card, message) => {
    expect(() => checkServable(weights(file, card))).toThrow(message);
  });

  it('names a file that is missing', () => {
    const path = weights(FILE, CARD);
    rmSync(join(dirname(path), 'model.json'));
    expect(() => checkServable(path)).toThrow(/model.json: there is no such file$/);
  });

  it('refuses what is larger than a Worker, unread', () => {
    const path = weights(FILE, CARD);
    truncateSync(path, 70_000_000);
    expect(() => checkServable(path)).toThrow(
      /has 70000000 bytes, allowed up to 66846720 in all, since a Worker may have 64 MiB/,
    );
  });
});
