import { describe, expect, it } from 'vitest';
import {
  againCommand,
  curveCommand,
  figuresCommand,
  nextSteps,
  resumeCommand,
  trainCommand,
} from '../../../trainer/experiment/nextsteps.ts';

describe('nextSteps()', () => {
  it('serves in the repository, and names no command that the package lacks', () => {
    expect(nextSteps('runs/a-1', false)).toContain('  npm run use -- runs/a-1');
    expect(nextSteps('runs/a-1', true).join('\n')).not.toMatch(/npm run (?:use|dev)/);
    expect(nextSteps("it's", false)).toContain("  npm run use -- 'it'\\''s'");
  });
});

describe('resumeCommand()', () => {
  it.each([
    [['--data', 'a b.csv'], "--data 'a b.csv' --out runs/a-1 --resume"],
    [['--data', 'a.csv', '--out', 'x', '--force'], '--data a.csv --out x --resume'],
    [['--resume', '--data', 'a.csv', '--out=x'], '--data a.csv --out=x --resume'],
  ])('of %j goes on with %s', (args, rest) => {
    expect(resumeCommand(args, 'runs/a-1')).toBe(`npm run train -- ${rest}`);
  });
});

describe('againCommand()', () => {
  it.each([
    [['--data', 'a b.csv', '--force'], "--data 'a b.csv' --force --out runs/a-1"],
    [['--variant', 'plain: residual=false', '--out=x'], "--variant 'plain: residual=false' --out=x"],
  ])('of %j goes on with %s', (args, rest) => {
    expect(againCommand('compare', args, 'runs/a-1')).toBe(`npm run trainer -- compare ${rest}`);
  });
});

describe('trainCommand()', () => {
  it.each([
    [['--data', 'a b.csv', '--seed', '2'], "--data 'a b.csv' --seed 2"],
    [['--resume', '--data', 'a.csv', '--out=x'], '--data a.csv --out=x'],
  ])('of %j trains anew with %s', (args, rest) => {
    expect(trainCommand(args)).toBe(`npm run train -- ${rest}`);
  });
});

describe('curveCommand()', () => {
  it.each([
    [['--data', 'a.csv'], '--data a.csv --learning-curve'],
    [['--no-learning-curve', '--data', 'a.csv', '--resume'], '--data a.csv --learning-curve'],
  ])('of %j measures with %s', (args, rest) => {
    expect(curveCommand(args)).toBe(`npm run train -- ${rest}`);
  });
});

describe('figuresCommand()', () => {
  it.each([
    [['--data', 'a b.csv', '--out', 'x y', '--workers', '2', '--fits=1', '--json'], "--data 'a b.csv'"],
    [
      ['--out=x', '--data', 'a.csv', '--grid', 'blocks=0,1', '--no-final'],
      '--data a.csv --grid blocks=0,1 --no-final',
    ],
  ])('of %j leaves out what changes no figure: %s', (args, rest) => {
    expect(figuresCommand('select', args)).toBe(`npm run trainer -- select ${rest}`);
  });
});
