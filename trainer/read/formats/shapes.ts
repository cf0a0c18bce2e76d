import { isSpan } from './labels.ts';

/** An object of a file with its fields at hand, why it cannot be used, or why it is no row. */
export type Shaped = { fields: object } | { problem: string } | { leftOut: string } | { spans: true };

/** How a tool for labelling writes its rows. */
export type Shape = {
  name: string | undefined;
  fits: (value: Fieldful) => boolean;
  row: (value: Fieldful) => Shaped;
};

type Fieldful = Record<string, unknown>;

/** Label Studio's JSON: the text below `data`, the label below `annotations` (https://labelstud.io/guide/export). */
const LABEL_STUDIO: Shape = {
  name: 'Label Studio',
  fits: (value) => isObject(value.data) && Array.isArray(value.annotations ?? value.completions),
  row: (value) => {
    const annotations = [value.annotations ?? value.completions].flat().filter(isObject);
    const valid = annotations.filter(({ was_cancelled }) => was_cancelled !== true);
    const results = valid.flatMap(({ result }) => [result].flat().filter(isObject));
    if (results.length === 0) return { leftOut: 'not annotated' };
    if (results.some((result) => isSpan(result.value))) return { spans: true };
    const choices: Record<string, unknown[]> = {};
    for (const { from_name, value: chosen } of results) {
      if (!isObject(chosen)) continue;
      const name = typeof from_name === 'string' && from_name !== '__proto__' ? from_name : 'label';
      choices[name] = [...(choices[name] ?? []), ...[chosen.choices ?? chosen.rating ?? []].flat()];
    }
    const all = Object.values(choices);
    const label = all.length === 1 ? { label: all[0] } : {};
    return { fields: { ...(value.data as object), data: value.data, id: value.id, ...choices, ...label } };
  },
};

/** Label Studio's JSON-MIN: a row an object, the label in a field of the control's name. */
const LABEL_STUDIO_MIN: Shape = {
  name: 'Label Studio JSON-MIN',
  fits: (value) => Object.hasOwn(value, 'annotation_id') && Object.hasOwn(value, 'annotator'),
  row: (fields) => ({ fields }),
};

/** Prodigy: rows that people took, or refused (https://prodi.gy/docs/api-interfaces). */
const PRODIGY: Shape = {
  name: 'Prodigy',
  fits: ({ answer, ...value }) =>
    Object.hasOwn(value, '_task_hash') ||
    (typeof answer === 'string' && /^(accept|reject|ignore)$/.test(answer)),
  row: (value) => {
    const { answer = 'accept', accept, label } = value;
    if (answer !== 'accept') return { leftOut: `answer ${JSON.stringify(answer).slice(0, 40)}` };
    if (Array.isArray(accept)) return { fields: { ...value, label: accept } };
    return label === undefined && hasSpans(value) ? { spans: true } : { fields: value };
  },
};

/** spaCy's categories: a score for each, here also in its old pairs of text and annotations (https://spacy.io/api/data-formats). */
const SPACY: Shape = {
  name: 'spaCy',
  fits: (value) => isObject(value.cats) || isPair(value),
  row: (value) => {
    const fields = isPair(value) ? { text: value[0], ...(value[1] as object) } : value;
    const scores = Object.entries((fields as Fieldful).cats ?? {});
    const best = Math.max(...scores.map(([, score]) => Number(score)));
    const labels = scores.filter(([, score]) => Number(score) === best).map(([name]) => name);
    return { fields: { ...fields, label: best > 0 ? labels : [] } };
  },
};

/** What no tool is known by: a row an object. */
export const PLAIN: Shape = {
  name: undefined,
  fits: () => true,
  row: (value) => {
    const hasLabel = value.label !== undefined || value.labels !== undefined;
    return !hasLabel && hasSpans(value) ? { spans: true } : { fields: value };
  },
};

/** doccano: labels in a list (https://doccano.github.io/doccano/tutorial/). */
const DOCCANO: Shape = {
  ...PLAIN,
  name: 'doccano',
  fits: (value) => Object.hasOwn(value, 'id') && Array.isArray(value.label ?? value.labels),
};

const SHAPES = [LABEL_STUDIO, LABEL_STUDIO_MIN, PRODIGY, SPACY, DOCCANO, PLAIN];

/** The tool that wrote a file. @param sample the first values of it. */
export function shapeOf(sample: readonly unknown[]): Shape {
  const values = sample.filter((value) => typeof value === 'object' && value !== null) as Fieldful[];
  return SHAPES.find(({ fits }) => values.some(fits)) ?? PLAIN;
}

/** A value in a shape. A list is a row of no tool but spaCy. */
export function shaped(shape: Shape, value: unknown, unlabelled: boolean): Shaped {
  const isRow = isObject(value) || (shape === SPACY && isPair(value));
  if (!isRow) return { problem: 'is JSON, but not an object' };
  // What a person has refused or not looked at yet is a text like any other where no label is read.
  const plain = unlabelled && shape !== SPACY && shape !== LABEL_STUDIO;
  const row = plain ? { fields: value } : shape.row(value as Fieldful);
  if (unlabelled && !('fields' in row))
    return { fields: { ...value, ...((value as Fieldful).data as object) } };
  return row;
}

function isObject(value: unknown): value is Fieldful {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPair(value: unknown): value is [string, Fieldful] {
  return (
    Array.isArray(value) && typeof value[0] === 'string' && isObject(value[1]) && isObject(value[1].cats)
  );
}

function hasSpans({ entities, spans }: Fieldful): boolean {
  return [entities, spans].some((marks) => Array.isArray(marks) && marks.some(isSpan));
}
