import type { GroupResult, SuiteResult } from '../corpora/cases.ts';
import { clean } from '../print.ts';
import { cut, grid } from './table.ts';

/** How many cases of each group fail, and the first texts that did. */
export function suiteText({ cases, failed, left_out, groups }: SuiteResult, width: number): string {
  const rows = groups.map((group) => [
    nameOf(group),
    group.cases,
    group.failed,
    `${passed(group.cases, group.failed)} %`,
  ]);
  return [
    `Behaviour: ${count(cases - failed)} of ${count(cases)} cases pass${cases === 0 ? '' : `, ${passed(cases, failed)} %`}.`,
    ...(left_out === 0
      ? []
      : [`${count(left_out)} cases ask for labels that the model lacks, and are left out.`]),
    '',
    grid([['group', 'cases', 'fail', 'pass'], ...rows], width),
    ...groups.filter(({ failed: some }) => some > 0).flatMap((group) => failures(group, width)),
  ].join('\n');
}

function nameOf({ group, language }: GroupResult): string {
  return clean(language === undefined ? group : `${group}, ${language}`);
}

function failures(group: GroupResult, width: number): string[] {
  const { failed, examples } = group;
  const lines = examples.flatMap(({ text, answer, expected }) => [
    `  ${cut(clean(text.slice(0, width)), width - 2)}`,
    `    ${cut(clean(`${answer}, expected ${expected}`.slice(0, 4 * width)), width - 4)}`,
  ]);
  const more = failed > examples.length ? [`  and ${count(failed - examples.length)} more`] : [];
  return ['', `${cut(nameOf(group), width - 1)}:`, ...lines, ...more];
}

/** In percent, rounded down: 100 are only all. */
function passed(cases: number, failed: number): string {
  return (Math.floor((1000 * (cases - failed)) / cases) / 10).toFixed(1);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
