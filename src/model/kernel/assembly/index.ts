import { convolve } from './convolution';
import { embed, pool } from './embedding';
import { convolveIntegers } from './integers';
import { affine, layerNorm } from './normalisation';
import { Operation, Step } from './step';

export { packIntegers } from './integers';
export { pack } from './packing';

/**
 * Runs the network over one text, in one call.
 * @param program `steps` records of `Step`, one after the other.
 * @param ids int32 embedding rows, token by token.
 * @param offsets int32 [tokens + 1], where each token's ids begin.
 */
export function forward(program: usize, steps: i32, ids: usize, offsets: usize, tokens: i32): void {
  let rows = tokens;
  for (let i = 0; i < steps; i++) {
    const step = changetype<Step>(program + <usize>i * offsetof<Step>());
    if (step.operation == Operation.EMBED || step.operation == Operation.EMBED_BYTES) embed(step, ids, offsets, tokens);
    else if (step.operation == Operation.CONVOLVE) convolve(step, rows);
    else if (step.operation == Operation.CONVOLVE_INTEGERS) convolveIntegers(step, rows);
    else if (step.operation == Operation.LAYER_NORM) layerNorm(step, rows);
    else if (step.operation == Operation.AFFINE) affine(step, rows);
    else {
      pool(step, rows);
      rows = 1;
    }
  }
}
