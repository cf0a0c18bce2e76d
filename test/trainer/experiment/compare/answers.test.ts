import { expect, it } from 'vitest';
import { packAnswers, unpackAnswers } from '../../../../trainer/experiment/compare/answers.ts';

it.each([0, 1, 7, 8, 9, 100])('unpackAnswers() gives back %d answers', (texts) => {
  const isRight = Array.from({ length: texts }, (_, text) => text % 3 === 0);
  expect([...unpackAnswers(packAnswers(isRight), texts)]).toEqual(isRight.map(Number));
});

it('packAnswers() puts the first text into the lowest bit', () => {
  expect(packAnswers([true, false, false, true])).toBe(Buffer.from([9]).toString('base64'));
});
