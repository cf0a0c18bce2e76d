import { describe, expect, it } from 'vitest';
import { epochLine, progressLine } from '../../../trainer/terminal/progress.ts';

it('progressLine() fits 80 columns at its largest, with the time left in front', () => {
  const largest = {
    epoch: '10000/10000',
    rate: 9_999_499,
    loss: 1e6,
    accuracy: 1,
    secondsLeft: 359_999,
  };
  const line = progressLine(1, largest);
  expect(line).toBe('100 % ████████ 99 h 59 min left, epoch 10000/10000, 9999k/s, loss 99999, 100.0 %');
  expect(line.length).toBeLessThanOrEqual(80);
});

it('progressLine() says what is known', () => {
  expect(progressLine(0, { epoch: '1/8' })).toBe('0 % ░░░░░░░░ – left, epoch 1/8');
  const shown = { epoch: '3/15', rate: 1234.5, loss: 0.69312, accuracy: 0.51234, secondsLeft: 754 };
  expect(progressLine(0.5, shown)).toBe(
    '50 % ████░░░░ 12 min 34 s left, epoch 3/15, 1235/s, loss 0.693, 51.2 %',
  );
  expect(progressLine(0.5, { ...shown, secondsLeft: 3600 * 250 })).toContain(' 250 h left,');
});

describe('epochLine()', () => {
  const report = { epoch: 3, loss: 0.41234, accuracy: 0.842, devLoss: 0.44, devAccuracy: 0.81 };

  it('says how an epoch went and what is left', () => {
    expect(epochLine(report, 8, 12.4)).toBe(
      'epoch 3/8: loss 0.412, 84.2 % | held back: loss 0.440, 81.0 % | 12 s left',
    );
    expect(epochLine(report, 8, undefined)).toBe(
      'epoch 3/8: loss 0.412, 84.2 % | held back: loss 0.440, 81.0 %',
    );
    expect(epochLine({ ...report, epoch: 8 }, 8, 0)).toBe(
      'epoch 8/8: loss 0.412, 84.2 % | held back: loss 0.440, 81.0 %',
    );
  });

  it('fits 80 columns, without the time left where there is no room', () => {
    const long = { epoch: 9999, loss: 1e6, accuracy: 1, devLoss: Number.POSITIVE_INFINITY, devAccuracy: 1 };
    const line = epochLine(long, 10_000, 359_999);
    expect(line).toBe('epoch 9999/10000: loss 99999, 100.0 % | held back: loss 99999, 100.0 %');
    expect(line.length).toBeLessThanOrEqual(80);
  });
});
