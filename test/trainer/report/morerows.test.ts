import { describe, expect, it } from 'vitest';
import { describeCurve } from '../../../trainer/report/morerows.ts';
import { curveOf } from './runs.ts';

describe('describeCurve()', () => {
  it.each([
    [
      curveOf(0.92, 0.01, 0.02, 0.005),
      'about 92.0 % would be right with twice the rows (1,800), 91.0 to 93.0 %: more of them help, 2.0 points more than the 90.0 % that the curve has for these rows',
    ],
    [
      curveOf(0.92, 0.01, 0.02, 0.03),
      'about 92.0 % would be right with twice the rows (1,800), 91.0 to 93.0 %: that more of them help is not shown (2.0 points more than the 90.0 % that the curve has for these rows)',
    ],
    [
      curveOf(0.92, 0.01, 0.003, 0.002),
      'about 92.0 % would be right with twice the rows (1,800), 91.0 to 93.0 %: more of them hardly help',
    ],
    [
      curveOf(0.9, 0.08, 0.02, 0.03),
      'whether twice the rows (1,800) would help cannot be told: 82.0 to 98.0 % may be right then',
    ],
  ])('%#: %s', (curve, sentence) => {
    expect(describeCurve(curve, false)).toBe(sentence);
  });

  it('says beside figures that costs decide that it has none', () => {
    expect(describeCurve(curveOf(0.92, 0.01, 0.003, 0.002), true)).toContain(
      '91.0 to 93.0 %, by the likeliest label, without costs: more',
    );
  });
});
