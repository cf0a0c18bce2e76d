import { expect, it } from 'vitest';
import { progressLine } from '../../../trainer/terminal/progress.ts';

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
