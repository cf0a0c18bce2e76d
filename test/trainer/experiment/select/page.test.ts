import { describe, expect, it } from 'vitest';
import { trialsOf } from '../../../../trainer/experiment/select/page.ts';
import { loadDrawing } from '../../../../trainer/report/html/drawing.ts';
import { trialsPage } from '../../../../trainer/report/html/trials.ts';
import { EVEN, selection, tinySelection, wideSelection } from './selections.ts';

const answers = (own: ReturnType<typeof selection>) =>
  Object.fromEntries(trialsOf(own).sentences.map(({ asks, answer }) => [asks, answer]));
const drawing = (await loadDrawing())!;

describe('trialsOf()', () => {
  it('says which to take, and plainly that nothing differs', () => {
    const said = answers(tinySelection());
    expect(said['Which to take?']).toBe(
      'Take 0 blocks: it is the simplest within one standard error of 2 blocks, which is right more often by no more than chance may be.',
    );
    // Of the differences 15, −5, 10, −10 and 5 in a thousand the corrected error is √(9/20 · 107.5) = 6.96, times 2.776.
    expect(said['How sure is that?']).toBe(
      'Nothing differs clearly: no depth is shown to be better or worse. The nearest is 2 blocks, with 77.3 against 77.0 %: over 5 folds ' +
        'the difference lies between −1.6 and 2.2 points (95 %), so that which of the two is better is open. Were both equally good, ' +
        'chance alone would make such a difference with a probability of 0.688.',
    );
    expect(said['How good is it?']).toMatch(
      /^Of the held-out rows 0 blocks has 77\.0 % right, between 74\.1 and 79\.9 % \(95 %\)\./,
    );
  });

  it('names what is clearly worse, what was dropped and what diverged', () => {
    const worse = EVEN.map((own, i) => own - 100 - i);
    const own = selection('blocks=0,1,2,4', [EVEN, worse, EVEN.map(() => null), [600, 610, 605]], {
      model: 'model.safetensors',
    });
    const said = answers(own);
    expect(said['Which to take?']).toBe('Take 0 blocks: it is right more often than any other.');
    expect(said['How sure is that?']).toBe(
      'Clearly worse: 1 block (−10.2 points, p under 0.001), 2 blocks (−77.0 points, p under 0.001). ' +
        'So far behind that it was dropped: 4 blocks (−15.5 points).',
    );
    expect(said['What next?']).toBe(
      'The final model, model.safetensors, is trained on all rows but those that are kept for dev: report.html beside this page tells of it. ' +
        'Training of 2 blocks diverged and counted as never right: try a lower --learning-rate.',
    );
    expect(trialsOf(own).trials.map(({ verdict }) => verdict)).toEqual([
      'chosen',
      'clearly worse',
      'clearly worse',
      'dropped after 3 of 5, behind blocks=0',
    ]);
  });

  it('says of no dropped one that it is open, and which of the others is', () => {
    const dropped = [590, 585, 595];
    expect(answers(selection('blocks=0,1', [EVEN, dropped]))['How sure is that?']).toBe(
      'So far behind that it was dropped: 1 block (−17.0 points).',
    );
    // Over its three folds the dropped one is right more often than the others are over five.
    const falling = [790, 780, 770, 500, 500];
    const near = [780, 785, 765, 505, 490];
    const three = selection('blocks=0,1,2', [falling, [700, 702, 698], near]);
    expect(answers(three)['How sure is that?']).toContain(
      'The nearest is 2 blocks, with 66.5 against 66.8 %',
    );
  });

  it('quotes the figure of --nested, and has its folds', () => {
    const report = trialsOf(wideSelection());
    expect(answers(wideSelection())['How good is it?']).toContain(
      'On folds that the choice had not seen it has 76.5 % (±1.2): quote that figure.',
    );
    expect(report.tables.map(({ id }) => id)).toEqual(['folds', 'nested']);
    expect(report.warnings).toHaveLength(1);
  });
});

describe('trialsPage()', () => {
  const largest = () => {
    const rates = Array.from({ length: 64 }, (_, i) => 1e-7 * (i + 1));
    const right = rates.map((_, i) => Array.from({ length: 20 }, (_, fold) => 700 + ((i * fold) % 50)));
    return selection(`learning-rate=${rates.join(',')}`, right);
  };

  it.each([
    ['two candidates', tinySelection],
    ['warnings, a dropped and a diverged one', wideSelection],
    ['64 candidates in 20 folds', largest],
  ])('of %s has the same bytes twice, within 500 KB, and fetches nothing', (_, make) => {
    const own = trialsOf(make());
    const page = trialsPage(drawing, own);
    expect(trialsPage(drawing, JSON.parse(JSON.stringify(own)))).toBe(page);
    expect(Buffer.byteLength(page)).toBeLessThan(500_000);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|\shref=|https?:(?!\/\/www\.w3\.org)/i);
    for (const { name } of own.trials) expect(page).toContain(name);
  });

  it('escapes what others wrote', () => {
    expect(trialsPage(drawing, trialsOf(wideSelection()))).toContain('&lt;b&gt; &amp; &quot;so&quot;');
  });
});
