import { readModel } from '../../src/model/file/modelfile.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { intervalsOf } from '../scoring/intervals.ts';
import { classifierOf } from '../scoring/load.ts';
import { answerOf, measure } from '../scoring/metrics.ts';
import { heldBackTexts, labelTable, reliabilityOf, rightOf } from './figures.ts';
import { fiveSentences } from './five.ts';
import { findTexts, type TextReader } from './heldback.ts';
import { judgeHeldBack } from './judged.ts';
import { factsOf } from './plain.ts';
import type { ReportResult, ShownTexts } from './reportdata.ts';
import { chooseTexts, showTexts } from './texts.ts';

/** Whether texts of users are shown, and how they are read. */
export type TextChoice = {
  /** Undefined where the data cannot be read twice. */
  read: TextReader | undefined;
  /** Whether texts may stand in the report. */
  isShown: boolean;
};

/** What a run has come to. @param model the file that it has written. */
export async function findResult(
  prepared: Prepared,
  trained: TrainedNetwork,
  model: Uint8Array,
  { read, isShown }: TextChoice,
): Promise<ReportResult> {
  const { network, dev, summary } = prepared;
  const { labels } = network;
  const { calibration, version } = readModel(model);
  const judged = judgeHeldBack(prepared, trained, calibration);
  const metrics = measure(labels, judged);
  const intervals = intervalsOf(labels, judged, metrics);
  const right = rightOf(judged);
  const chosen = chooseTexts(judged);
  const wanted = isShown ? [...chosen.mistakes, ...chosen.examples] : [];
  const { slices, texts, found } = await findTexts(
    { dev, right, maxTokens: network.maxTokens },
    read,
    new Set(wanted),
  );
  const table = labelTable(labels, metrics, intervals);
  const facts = {
    facts: factsOf({ ...prepared, ...trained, answers: judged.map(answerOf) }),
    labels: table,
    slices,
    data: summary,
  };
  const figure = (name: 'accuracy' | 'macro_f1' | 'ece') => ({
    value: metrics[name],
    interval: intervals[name],
  });
  const shown = { labels, judged, lines: dev.lines, classifier: classifierOf(model) };
  return {
    version,
    stopped: trained.stopped,
    kept: trained.best.epoch,
    sentences: fiveSentences({ ...facts, accuracy: metrics.accuracy }),
    figures: { accuracy: figure('accuracy'), macro_f1: figure('macro_f1'), ece: figure('ece') },
    heldBack: heldBackTexts(dev, labels, right),
    labels: table,
    reliability: reliabilityOf(judged),
    slices,
    texts: { ...withReason({ read, isShown }, found, dev.size), ...showTexts(chosen, texts, shown) },
  };
}

/** Why there are no texts, where there are none. */
function withReason({ read, isShown }: TextChoice, found: number, size: number): Pick<ShownTexts, 'why'> {
  if (!isShown) return { why: 'Texts are left out, as --no-texts asks.' };
  if (read === undefined)
    return { why: 'Texts came from standard input or a pipe, which cannot be read twice.' };
  if (found > 0) return {};
  return {
    why: `None of the ${size.toLocaleString('en-US')} held-back texts was found again: the file has changed, or its rows share one line.`,
  };
}
