/**
 * Constants of Adam (Kingma & Ba 2015). TypeScript and AssemblyScript both import this file: it may hold nothing but
 * constants of floats.
 */

/** Decay rates of the first and of the second moment. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;
/** Added to the root of the second moment. */
export const ADAM_EPSILON = 1e-8;
