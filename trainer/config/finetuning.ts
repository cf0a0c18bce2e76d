import { rateLike } from './rates.ts';
import type { TrainConfig } from './train.ts';

/** What is known of the data of a run that goes on from a model. */
type Found = Pick<TrainConfig, 'optimizer' | 'loss' | 'batchSize'> & {
  /** Whether a label is new to the model. */
  isNew: boolean;
  texts: number;
};

/** Steps that labels which are new to a model want, and what a few thousand texts may take: docs/decisions/0019-defaults.md. */
const NEW_LABELS = { steps: 900, fewestEpochs: 4, mostEpochs: 30, learningRate: 1e-2 };

/**
 * What the preset `fine-tune` changes for the data at hand. Labels that the model knows want a few short epochs. Those that are new
 * begin at nothing, and what the model tells apart is only a part of what they need: every word is known, the steps are longer
 * and more. Dev does not end it: a hundred rows of it rise late, as the rate falls, and the best epoch is kept anyway.
 */
export function fineTuning({ isNew, texts, batchSize, optimizer, loss }: Found): Partial<TrainConfig> {
  if (!isNew) return {};
  const { steps, fewestEpochs, mostEpochs, learningRate } = NEW_LABELS;
  const epochs = Math.ceil((steps * batchSize) / texts);
  return {
    learningRate: rateLike(learningRate, { optimizer, loss }),
    wordDropout: 0.3,
    minCount: 1,
    epochs: Math.min(mostEpochs, Math.max(fewestEpochs, epochs)),
    patience: 0,
  };
}
