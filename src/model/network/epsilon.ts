/** Added to the variance before the square root of layer and batch normalisation. AssemblyScript imports it too. */
export const NORM_EPSILON = 1e-5;
