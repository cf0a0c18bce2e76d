import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { ModelFileError } from '../../src/model/file/safetensors.ts';
import { explainFileError, UserError } from '../errors.ts';
import { sha256 } from '../scoring/load.ts';

/** What of a card must be the file's own. */
type CardIdentity = Partial<Record<'name' | 'version' | 'labels', unknown>>;

/**
 * Checks the model that the Worker bundles and the card beside it: every weight, every token, the version, and that the card is of
 * this model. The Worker itself only does the cheap checks at its start.
 *
 * @param folder with `default.safetensors` and `default.json`.
 * @throws UserError saying which file is at fault.
 */
export function checkBundle(folder: string): void {
  const { name, version, config } = readWeights(join(folder, 'default.safetensors'));
  const path = join(folder, 'default.json');
  const card = readCard(path);
  const own = { name, version, labels: config.labels };
  for (const field of ['name', 'version', 'labels'] as const) {
    if (JSON.stringify(card[field]) === JSON.stringify(own[field])) continue;
    throw new UserError(
      `${path} is the card of another model: its ${field} is ${shown(card[field])}, that of default.safetensors beside it ` +
        `is ${shown(own[field])}; copy the model.json that lies beside your model.safetensors too`,
    );
  }
}

function readWeights(path: string): Model {
  try {
    return readModel(readFileSync(path), { verify: sha256 });
  } catch (error) {
    if (error instanceof ModelFileError) throw new UserError(`${path} cannot be served: ${error.message}`);
    throw explainFileError(path, error);
  }
}

function readCard(path: string): CardIdentity {
  let card: unknown;
  try {
    card = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`${path} is not JSON`);
    throw explainFileError(path, error);
  }
  if (typeof card === 'object' && card !== null) return card;
  throw new UserError(`${path} is not a JSON object`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 80);
}
