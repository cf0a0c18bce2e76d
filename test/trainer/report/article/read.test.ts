import { describe, expect, it } from 'vitest';
import { parseArticle } from '../../../../trainer/report/article/read.ts';

const HEAD = { kind: 'article', format: 1, quick: false, seeds: [1, 2], sources: [], tasks: [] };
const FIT = {
  ...{ kind: 'fit', question: 'depth', task: 'sentences', arm: 'plain-2', seed: 1, values: { blocks: 2 } },
  ...{ rate: 0.001, parameters: 10, losses: [0.7, 0.5], right: 3, texts: 4, macroF1: 0.7, loss: 0.6 },
  diverged: false,
};
const SPEED = { kind: 'speed', what: 'workers', ratio: 1.9, runs: 5 };
const SELECTION = {
  ...{ kind: 'selection', task: 'sentences', folds: 5, rows: 100, chosen: 'blocks=0', best: 'blocks=2' },
  ...{
    differs: false,
    candidates: [{ name: 'blocks=0', parameters: 1, accuracy: 0.7, error: 0.1, p: null }],
  },
};

const parse = (...lines: unknown[]) =>
  parseArticle(
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    'a.jsonl',
  );

describe('parseArticle()', () => {
  it('gives the lines in their order', () => {
    const rate = { ...FIT, kind: 'rate' };
    expect(parse(HEAD, FIT, SPEED, SELECTION, rate)).toEqual([HEAD, FIT, SPEED, SELECTION, rate]);
  });

  it('leaves out gradients that were no number', () => {
    const gradients = [{ step: 0, norms: { embedding: null, 'block.0': 1.5 } }];
    expect(parse(HEAD, { ...FIT, gradients })[1]).toMatchObject({
      gradients: [{ norms: { 'block.0': 1.5 } }],
    });
    expect(JSON.stringify(parse(HEAD, { ...FIT, gradients })[1])).not.toContain('embedding');
  });

  it.each([
    ['nothing', [''], 'line 1 of a.jsonl: it is no JSON object'],
    ['no head', [FIT], 'line 1 of a.jsonl: the first line must have the kind "article"'],
    ['two heads', [HEAD, HEAD], 'line 2 of a.jsonl: the kind "article" is that of the first line alone'],
    ['half a line', [HEAD, FIT, '{"kind":"fit"'], 'line 3 of a.jsonl: it is no JSON object'],
    ['null', [HEAD, 'null'], 'line 2 of a.jsonl: it is no JSON object'],
    ['another kind', [HEAD, { kind: 'toString' }], 'its kind is "toString", allowed article, fit'],
    ['another format', [{ ...HEAD, format: 2 }], 'format is 2, which is not allowed'],
    ['a field less', [HEAD, { ...FIT, losses: undefined }], 'losses is missing'],
    ['a task unknown', [HEAD, { ...FIT, task: 'x' }], 'task is "x"'],
    ['an arm that breaks a table', [HEAD, { ...FIT, arm: 'a|b' }], 'arm is "a|b"'],
    [
      'an address that is a script',
      [
        {
          ...HEAD,
          sources: [{ task: 'sentences', name: 'a', url: 'javascript:1', digest: 'd', licence: 'l' }],
        },
      ],
      'sources is',
    ],
    ['a rate of 0', [HEAD, { ...FIT, rate: 0 }], 'rate is 0'],
    ['more right than texts', [HEAD, { ...FIT, right: 5 }], 'right is 5 of 4 texts'],
    ['no texts', [HEAD, { ...FIT, right: 0, texts: 0 }], 'right is 0 of 0 texts'],
    ['a number in words', [HEAD, { ...SPEED, ratio: 'fast' }], 'ratio is "fast"'],
    ['too many losses', [HEAD, { ...FIT, losses: Array(1001).fill(1) }], 'losses is [1,1'],
    ['a candidate of nothing', [HEAD, { ...SELECTION, candidates: [null] }], 'candidates is [null]'],
  ])('refuses %s', (_, lines, message) => {
    expect(() => parse(...lines)).toThrow(message);
  });

  it('refuses more lines than a run writes', () => {
    expect(() => parse(HEAD, ...Array(20_000).fill(''))).toThrow('a.jsonl has 20001 lines, allowed 20000');
  });
});
