/** The values of a network's parameters, as they lie in a model file and as the arithmetic reads them. */

/** Rows of bytes: element c of row r is `scales[r] · bytes[r, c]`, rounded to float32. */
export type ByteRows = { bytes: Int8Array; scales: Float32Array };

/** One parameter, row-major. */
export type Values = Float32Array | Float16Array | ByteRows;

/** Parameters by the names of `parameterSpecs`. */
export type Parameters = ReadonlyMap<string, Values>;

/** The largest scale whose products with a byte are all finite. */
export const MAX_SCALE = 2 ** 120;

export function isByteRows(values: Values): values is ByteRows {
  return 'scales' in values;
}

/** The values in float32: themselves where they are, else a copy. */
export function floats(values: Values): Float32Array {
  if (values instanceof Float32Array) return values;
  if (!isByteRows(values)) return new Float32Array(values);
  const { bytes, scales } = values;
  const columns = bytes.length / scales.length;
  const expanded = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) expanded[i] = bytes[i] * scales[Math.floor(i / columns)];
  return expanded;
}

/** @throws TypeError when there is no parameter of this name. */
export function required(parameters: Parameters, name: string): Values {
  const values = parameters.get(name);
  if (values === undefined) throw new TypeError(`parameter ${name} is missing`);
  return values;
}
