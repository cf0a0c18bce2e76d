/**
 * What an activation does with the branch f and the input x of a block. TypeScript and AssemblyScript both import this
 * file: it may hold nothing but constants of whole numbers.
 */

/** relu(f), dropped out. */
export const PLAIN = 0;
/** relu(f), dropped out, + x. */
export const INSIDE = 1;
/** relu(f, dropped out, + x). */
export const AFTER = 2;
