import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { checkTeachers, loadTeachers, teach } from '../../../trainer/prepare/teachers.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { fileOf, tinyModel } from '../../contract/model.ts';
import { collectExamples } from '../encode/pack.ts';
import { temporaryFolder } from '../files.ts';

const LABELS = ['negative', 'neutral', 'positive'];
const write = temporaryFolder();
const calibrated = (temperature: number, lengthExponent: number): Uint8Array => {
  const model = readModel(tinyModel(), { verify: sha256 });
  return fileOf({ ...model, calibration: { ...model.calibration, temperature, lengthExponent } });
};
const files = [calibrated(1, 0), calibrated(3, 0.2)];
const paths = files.map((bytes, i) => write(`${i}.safetensors`, bytes));
// Of this one a teacher of 256 tokens reads two halves.
const long = `${'good '.repeat(200)}${'bad '.repeat(100)}`;
const texts = ['good', 'bad', 'good good bad', '', 'bad good film', long];
const rows = texts.map((text, i) => ({ text, label: LABELS[i % 3], line: i + 1 }));
const { texts: collected, numbers, all } = collectExamples(rows, LABELS, 1024);
const asked = { texts: collected, selected: all, tokens: () => numbers.tokens.strings() };

describe('teach()', () => {
  it('gives the mean of what the teachers answer, for each text that has a token', async () => {
    const told: number[] = [];
    const taught = await teach(await loadTeachers(paths), asked, {
      onTaught: (done, size) => told.push(done / size),
    });
    const classifiers = files.map((bytes) => loadClassifier(bytes));
    const expected = texts
      .filter((text) => text !== '' && text !== long)
      .flatMap((text) => {
        const answers = classifiers.map((classifier) => classifier.classify(text).scores);
        return LABELS.map((label) => (answers[0][label] + answers[1][label]) / 2);
      });
    expect(taught).toHaveLength(5 * 3);
    expected.forEach((share, i) => {
      expect(taught[i], `number ${i}`).toBeCloseTo(share, 5);
    });
    expect(taught.slice(-3).reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
    expect(taught[12]).toBeLessThan(taught[14]);
    expect(told.at(-1)).toBe(1);
  });

  it('ends when it is told to', async () => {
    const teachers = await loadTeachers(paths);
    await expect(teach(teachers, asked, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});

describe('loadTeachers()', () => {
  it('refuses a model of other labels, and a file that is no model', async () => {
    const teachers = await loadTeachers([paths[0]]);
    expect(() => checkTeachers(teachers, { teachers: [paths[0]] }, ['a', 'b'])).toThrow(
      '0.safetensors cannot teach: its labels are negative, neutral, positive, those of the data a, b',
    );
    await expect(loadTeachers([write('none.safetensors', 'none')])).rejects.toThrow('is not a model');
  });
});
