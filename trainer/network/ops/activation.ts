import * as tf from '@tensorflow/tfjs';
import { uniform } from '../../random.ts';
import { AFTER, INSIDE, PLAIN } from './modes.ts';
import { eachRow, texts } from './packing.ts';
import { register } from './register.ts';
import { run } from './tape.ts';

/** `plain`: relu(f). `inside`: relu(f) + x. `after`: relu(f + x). Dropout acts on the branch f. */
export type ActivationMode = 'plain' | 'inside' | 'after';

/** Share of the elements dropped, and the 32-bit key that decides which. */
export type Dropout = { rate: number; key: number };

type Attributes = { mode: ActivationMode; rate: number; key: number };

const MODES: Readonly<Record<ActivationMode, number>> = { plain: PLAIN, inside: INSIDE, after: AFTER };
/** Different numbers that `uniform` draws. */
const RESOLUTION = 2 ** 24;

register<Attributes>({
  name: 'PackedActivation',
  outputs: ({ f }) => [{ shape: f }],
  wasm: ({ activate }, at, [y], shapes, { mode, rate, key }) => {
    const [rows, columns] = shapes.f;
    const code = MODES[mode];
    activate(
      at.f,
      at.x ?? 0,
      y,
      at.spans,
      texts(shapes),
      rows,
      columns,
      code,
      key,
      threshold(rate),
      1 / (1 - rate),
    );
  },
  cpu: ({ f, x, spans }, [y], { f: [, columns] }, { mode, rate, key }) => {
    eachRow(spans, (row) => {
      for (let i = row * columns; i < (row + 1) * columns; i++) {
        const kept = keep(i, key, rate);
        if (mode === 'plain') y[i] = Math.max(0, f[i]) * kept;
        if (mode === 'inside') y[i] = Math.max(0, f[i]) * kept + x[i];
        if (mode === 'after') y[i] = Math.max(0, f[i] * kept + x[i]);
      }
    });
  },
});

register<Attributes>({
  name: 'PackedActivationGradient',
  outputs: ({ dy }, { mode }) => (mode === 'after' ? [{ shape: dy }, { shape: dy }] : [{ shape: dy }]),
  wasm: ({ activateGradient }, at, [df, dx = 0], shapes, { rate, key }) => {
    const [rows, columns] = shapes.dy;
    const counts = [texts(shapes), rows, columns];
    activateGradient(at.dy, at.gate, df, dx, at.spans, ...counts, key, threshold(rate), 1 / (1 - rate));
  },
  cpu: ({ dy, gate, spans }, [df, dx], { dy: [, columns] }, { rate, key }) => {
    eachRow(spans, (row) => {
      for (let i = row * columns; i < (row + 1) * columns; i++) {
        const d = gate[i] > 0 ? dy[i] : 0;
        df[i] = d * keep(i, key, rate);
        if (dx) dx[i] = d;
      }
    });
  },
});

tf.registerGradient({
  kernelName: 'PackedActivation',
  inputsToSave: ['f', 'spans'],
  outputsToSave: [true],
  gradFunc: (dy, [f, spans, y], attributes) => {
    const given = attributes as unknown as Attributes;
    const d = dy as tf.Tensor;
    const gate = given.mode === 'after' ? y : f;
    const [df, dx] = run('PackedActivationGradient', { dy: d, gate, spans }, given);
    return { f: () => df, x: () => dx ?? d.clone() };
  },
});

/**
 * ReLU with dropout and skip.
 *
 * @param f [rows, columns], the branch.
 * @param x [rows, columns], the block's input; null in the mode `plain`.
 */
export function activation(
  f: tf.Tensor,
  x: tf.Tensor | null,
  spans: tf.Tensor,
  mode: ActivationMode,
  { rate, key }: Dropout,
): tf.Tensor {
  const inputs = x === null ? { f, spans } : { f, x, spans };
  return run('PackedActivation', inputs, { mode, rate, key })[0];
}

function threshold(rate: number): number {
  return Math.round(rate * RESOLUTION);
}

/** 0 for a dropped element, 1 / (1 − rate) for a kept one. Equal to the kernel's generator bit for bit. */
function keep(index: number, key: number, rate: number): number {
  return RESOLUTION * uniform(key, index) >= threshold(rate) ? 1 / (1 - rate) : 0;
}
