import { writeModel } from '../../src/model/file/modelfile.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { equalise, type TokenLists } from '../scoring/equalise.ts';
import { loadModelParts, sha256, versionOf } from '../scoring/load.ts';
import { type Card, copyCard } from './card.ts';

/**
 * Writes a model whose lists share an embedding each, and its card, and says how many tokens that are.
 *
 * @param from the file of the model that is equalised.
 * @param to where the new one goes; what lies there is replaced.
 * @throws UserError when the file is no model.
 */
export async function writeEqualised(from: string, to: string, lists: TokenLists): Promise<void> {
  const { model: before } = await loadModelParts(from);
  const model = equalise(before, lists);
  const file = writeModel(model, sha256);
  await writeWhole(to, file);
  const { network, equalised } = model.training as Pick<Card, 'network'> & Required<Pick<Card, 'equalised'>>;
  const added = model.config.vocabulary - before.config.vocabulary;
  const counts = Object.entries(equalised).map(([list, tokens]) => `${list} ${tokens}`);
  const version = versionOf(file);
  say(`equalised: ${counts.join(', ')} tokens, ${added} of them new to the vocabulary`);
  say(`written: ${to}, version ${version}`);
  await copyCard(from, to, { version, network, equalised });
}
