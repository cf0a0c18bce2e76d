/**
 * Numbers that the kernel and what writes its program must agree on. TypeScript and AssemblyScript both import this file:
 * it may hold nothing but constants of whole numbers and floats.
 */

/** Rows that a product computes at once, however few there are. */
export const TILE_ROWS = 4;

/** Bytes before a row of integers: its scale. */
export const SCALE_BYTES = 16;

/** Bytes before rows that are kept: where they belong, and how many they are. */
export const KEPT_HEADER_BYTES = 16;

/** What a step computes. */
export const EMBED = 0;
export const POOL = 1;
export const CONVOLVE = 2;
export const LAYER_NORM = 3;
export const AFFINE = 4;
/** `EMBED` from a table of bytes. */
export const EMBED_BYTES = 5;
/** `CONVOLVE` in integers. */
export const CONVOLVE_INTEGERS = 6;

/** What a step does with F(x): nothing, relu(F), relu(F) + x, relu(F + x). */
export const ACTIVATION_NONE = 0;
export const ACTIVATION_RELU = 1;
export const ACTIVATION_INSIDE = 2;
export const ACTIVATION_AFTER = 3;
