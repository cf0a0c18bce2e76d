/** The size of a property: `long` under `npm run test:soak`, else `small`. */
export function sized(small: number, long: number): number {
  return process.env.SOAK === '1' ? long : small;
}
