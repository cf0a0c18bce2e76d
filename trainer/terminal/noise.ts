import type { NoiseEstimate } from '../scoring/labelnoise.ts';

type Found = NoiseEstimate & { rows: number; unjudged: number };

/** Networks that are right less often are wrong about many labels that are right. */
const TELLING_AGREEMENT = 0.75;

/** What a person is told of the labels of a file, a line each. @param out the file that has the rows. */
export function describeNoise({ share, agreement, judged, rows, unjudged }: Found, out: string): string[] {
  const wrong = Math.round(share * judged);
  const lines = [`networks that had not seen a row agree with ${percent(agreement)} of the labels`];
  if (agreement < TELLING_AGREEMENT) {
    lines.push(
      'they are wrong too often to tell how many labels are wrong: read the first rows until few of them are',
    );
  } else if (wrong === 0) lines.push(`hardly any label looks wrong; one that is stands first in ${out}`);
  else {
    const first = `the first ${count(wrong)} rows of ${out} hold most of them`;
    lines.push(`about ${percent(share)} of the labels look wrong (an estimate): ${first}`);
  }
  if (unjudged > 0) {
    const were = unjudged === 1 ? 'was not judged, and stands' : 'were not judged, and stand';
    lines.push(
      `${count(unjudged)} of ${count(rows)} rows ${were} last: no word, or too few rows of the label`,
    );
  }
  return [...lines, `written: ${out}; correct what is wrong in your own file, by the lines that it names`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
