import { describe, expect, it } from 'vitest';
import { trialsOf } from '../../../../trainer/experiment/compare/page.ts';
import { loadDrawing } from '../../../../trainer/report/html/drawing.ts';
import { trialsPage } from '../../../../trainer/report/html/trials.ts';
import { comparison, divergedFit, drawnFits, fitOf } from './comparisons.ts';

const fitsOf = (rights: readonly number[]) => rights.map((right) => fitOf(right, 100));
const own = comparison(
  { residual: fitsOf([80, 81, 79, 80, 80]), 'plain-2': fitsOf([70, 71, 69, 71, 70]) },
  0.25,
  [0.001, 0.003],
);
const answers = (of: typeof own) =>
  Object.fromEntries(trialsOf(of).sentences.map(({ asks, answer }) => [asks, answer]));

describe('trialsOf()', () => {
  it('answers which is better and how sure that is', () => {
    const said = answers(own);
    expect(said['Which is better?']).toBe(
      'No variant is shown to be better than residual; some are worse. ' +
        'More rates may change that: residual, plain-2 are each best at an end of those tried.',
    );
    expect(said['How sure is that?']).toBe(
      'plain-2 is 9.8 points worse than residual (9.0 to 10.6), p <0.001; worse in 5 of 5 seeds.',
    );
    expect(said['How good is it?']).toMatch(/^residual has 80\.0 % right of about 100 held-back texts/);
    expect(said['What next?']).toContain('residual is best at the lowest rate tried, 0.001');
  });

  it('says where nothing differs, and what is clearly better', () => {
    const fits = { first: drawnFits(0.8, 500, 1), second: drawnFits(0.8, 500, 2) };
    expect(answers(comparison(fits, undefined))['Which is better?']).toBe('Nothing differs clearly.');
    const better = { first: drawnFits(0.7, 500, 1), second: drawnFits(0.9, 500, 2) };
    expect(answers(comparison(better, undefined))['Which is better?']).toBe(
      'second is right most often, and clearly more often than first.',
    );
  });

  it('says what each variant is, and calls nothing common that the data made differ', () => {
    const rights = [80, 81, 79, 80, 80];
    const made = comparison(
      { residual: fitsOf(rights), plain: fitsOf(rights), tuned: fitsOf(rights), own: fitsOf(rights) },
      0.25,
      [0.003, 0.001],
      {
        plain: { values: { residual: false, learningRate: 0.003, preset: 'small' } },
        tuned: { values: { from: 'default' }, config: { epochs: 30 } },
        own: { values: { from: 'models/<b>.safetensors', dropout: 0.5 } },
      },
    );
    const [{ id, rows }] = trialsOf(made).tables;
    expect(id).toBe('variants');
    const rate = '0.003, the best of 0.001, 0.003';
    expect(rows).toEqual([
      ['residual', 'a new network', '–', rate],
      ['plain', 'a new network', 'residual=false learning-rate=0.003 preset=small', rate],
      ['tuned', 'the default model', '–', rate],
      ['own', 'models/<b>.safetensors', 'dropout=0.5', rate],
    ]);
    expect(made.choices).toMatchObject({ blocks: 3, batchSize: 64 });
    expect(made.choices).not.toHaveProperty('epochs');
    expect(
      trialsOf({ ...made, variants: made.variants.map((each) => ({ ...each, tried: [] })) }).tables[0]
        .rows[0][3],
    ).toBe('0.003');
  });

  it('draws a page with seeds and rates, without what diverged, the same bytes each time', async () => {
    const drawing = (await loadDrawing())!;
    const wild = comparison(
      { residual: fitsOf([80, 81, 79, 80, 80]), wild: [...fitsOf([1, 2, 3, 4]), divergedFit(100)] },
      0.25,
      [0.1],
    );
    const page = trialsPage(drawing, trialsOf(wild));
    expect(page).toContain('Not drawn, since its training diverged: wild.');
    expect(page).toContain('<td>diverged</td>');
    expect(page).toContain('rows look like parts');
    expect(page.length).toBeLessThan(500_000);
    expect(trialsPage(drawing, trialsOf(wild))).toBe(page);
  });
});
