import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import type { Command } from 'commander';
import type { Classifier } from '../../src/model/classifier.ts';
import { isBlank } from '../../src/model/text/tokenizer.ts';
import { explainFileError } from '../errors.ts';
import { readBytes } from '../files/bytes.ts';
import { json } from '../print.ts';
import { decodeLine, type Line, readLines, refuseUtf16 } from '../read/lines.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { loadModel } from '../scoring/load.ts';
import { costOption } from './options/costs.ts';

type Flags = { model: string; cost?: LabelCost[] };

/** Adds `predict`: one text a line in, one JSON object a line out, in order, while reading. */
export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('read one text a line, write one JSON object a line')
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .addOption(
      costOption("multiplies what an error costs where the text is of a label, instead of the file's"),
    )
    .argument('[file]', 'the texts; standard input where none is given')
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, { model, cost }: Flags) => predict(model, file, cost));
}

const EXAMPLES = `
A line that cannot be read, such as a blank one, gives {"error": "…"}, so that line n of the output is always about
line n of the input.

Examples:
  echo "I loved it" | npm run --silent trainer -- predict --model out/model.safetensors
  npm run --silent trainer -- predict --model out/model.safetensors texts.txt > answers.jsonl
`;

async function predict(modelPath: string, file: string | undefined, costs?: LabelCost[]): Promise<void> {
  const model = await loadModel(modelPath, costs);
  const isStandard = file === undefined || file === '-';
  const name = isStandard ? 'standard input' : file;
  if (isStandard && fstatSync(0).isDirectory()) throw explainFileError(name, { code: 'EISDIR' });
  const input = isStandard ? process.stdin : readBytes(file);
  // The reader has seen enough and left, as `head` does. Node calls its standard output writable even then.
  let left = false;
  process.stdout.once('error', () => {
    left = true;
  });
  try {
    for await (const line of readLines(refuseUtf16(name, input))) {
      if (left) return;
      await print(`${json(answer(model, line))}\n`);
    }
  } catch (error) {
    throw explainFileError(name, error);
  }
}

/** Waits while the reader is slower. */
async function print(text: string): Promise<void> {
  // An error ends the wait as well; the listener above takes note of it.
  if (!process.stdout.write(text)) await once(process.stdout, 'drain').catch(() => {});
}

function answer(model: Classifier, line: Line): object {
  const decoded = decodeLine(line);
  if ('problem' in decoded) return { error: `line ${line.line} ${decoded.problem}` };
  if (isBlank(decoded.text)) return { error: `line ${line.line} is blank` };
  return model.classify(decoded.text);
}
