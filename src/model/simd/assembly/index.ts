import {
  CONVOLVE,
  CONVOLVE_INTEGERS,
  EMBED,
  EMBED_BYTES,
  KEPT_HEADER_BYTES,
  LAYER_NORM,
  POOL,
  TILE_ROWS,
} from '../constants';
import { convolve } from './convolution';
import { embed, pool } from './embedding';
import { convolveIntegers } from './integers';
import { affine, layerNorm } from './normalisation';
import { padded, Step } from './step';

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
    const step = stepAt(program, i);
    if (isEmbedding(step)) embed(step, ids, offsets, tokens);
    else if (step.operation == POOL) {
      pool(step, rows);
      rows = 1;
    } else compute(step, 0, rows, rows);
  }
}

/**
 * Runs a program that `forward` has just run again, for the text without the tokens from `begin` up to `end`: their embeddings
 * are zeros. Of the matrices that have the text's rows only the rows that change are computed, and put back at the end. No two
 * steps may have one target, but that a step may write over its source.
 * @param kept room for those matrices, and 16 bytes for each.
 */
export function forwardWithout(program: usize, steps: i32, tokens: i32, begin: i32, end: i32, kept: usize): void {
  let first = begin;
  let last = end;
  let next = kept;
  let i = 0;
  for (; stepAt(program, i).operation != POOL; i++) {
    const step = stepAt(program, i);
    if (!isEmbedding(step)) {
      const reach = (step.kernel >> 1) * step.dilation;
      first = max(0, first - reach);
      last = min(tokens, max(last + reach, first + TILE_ROWS));
      first = max(0, min(first, last - TILE_ROWS));
    }
    const stride = <usize>padded(step.outputs) << 2;
    const rows = step.target + <usize>first * stride;
    const bytes = <usize>(last - first) * stride;
    if (step.target != step.source || isEmbedding(step)) next = keep(rows, bytes, next);
    if (isEmbedding(step)) memory.fill(rows, 0, bytes);
    else compute(step, first, last, tokens);
  }
  pool(stepAt(program, i), tokens);
  for (i++; i < steps; i++) compute(stepAt(program, i), 0, 1, 1);
  putBack(kept, next);
}

/** Rows from `begin` up to `end` of a step's target, whose source has `rows`. */
function compute(step: Step, begin: i32, end: i32, rows: i32): void {
  if (step.operation == CONVOLVE) convolve(step, begin, end, rows);
  else if (step.operation == CONVOLVE_INTEGERS) convolveIntegers(step, begin, end, rows);
  else if (step.operation == LAYER_NORM) layerNorm(step, begin, end);
  else affine(step, begin, end);
}

function stepAt(program: usize, index: i32): Step {
  return changetype<Step>(program + <usize>index * offsetof<Step>());
}

function isEmbedding(step: Step): bool {
  return step.operation == EMBED || step.operation == EMBED_BYTES;
}

/** Copies rows behind their address. @returns where the next ones go. */
function keep(rows: usize, bytes: usize, to: usize): usize {
  store<usize>(to, rows);
  store<usize>(to, bytes, 8);
  memory.copy(to + KEPT_HEADER_BYTES, rows, bytes);
  return to + KEPT_HEADER_BYTES + bytes;
}

function putBack(kept: usize, end: usize): void {
  for (let from = kept; from < end; ) {
    const bytes = load<usize>(from, 8);
    memory.copy(load<usize>(from), from + KEPT_HEADER_BYTES, bytes);
    from += <usize>KEPT_HEADER_BYTES + bytes;
  }
}
