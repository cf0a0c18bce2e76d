/** A label, or why a value is none. Spans are of parts of a text, so that no row of the file can be used. */
export type LabelOf = { label: string } | { problem: string } | { spans: true };

/** The label that a value says; a list of one is its element. @param field of the value, for messages. */
export function labelOf(field: string, value: unknown): LabelOf {
  if (isName(value)) return { label: String(value) };
  if (isChoices(value)) return labelOf(field, value.choices);
  if (!Array.isArray(value)) return { problem: problemOfName(field, value) };
  if (value.some(isSpan)) return { spans: true };
  if (value.length === 0) return { problem: 'has no label' };
  if (!value.every(isName)) return { problem: problemOfName(field, value) };
  const names = [...new Set(value.map(String))];
  if (names.length === 1) return { label: names[0] };
  const some = names.slice(0, 5).map((name) => name.slice(0, 40));
  return { problem: `has ${names.length} labels (${some.join(', ')}), allowed one` };
}

function isChoices(value: unknown): value is { choices: unknown[] } {
  return typeof value === 'object' && value !== null && 'choices' in value && Array.isArray(value.choices);
}

/** `[0, 5, "name"]` as doccano has it, `{start, end}` as Label Studio and Prodigy do, `start_offset` of doccano's entities. */
export function isSpan(value: unknown): boolean {
  if (Array.isArray(value)) return typeof value[0] === 'number' && typeof value[1] === 'number';
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'start') || Object.hasOwn(value, 'start_offset');
}

/** Whether a value may name a label or a group. */
export function isName(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

export function problemOfName(field: string, value: unknown): string {
  return `"${field}" is ${kindOf(value)}, allowed a string, number or boolean`;
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
