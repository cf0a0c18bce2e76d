import * as tf from '@tensorflow/tfjs';
import { eachRow, texts } from './packing.ts';
import { register } from './register.ts';
import { run } from './tape.ts';

register<object>({
  name: 'PackedPool',
  outputs: ({ x, spans }) => [{ shape: [spans[0], 2 * x[1]] }],
  wasm: ({ pool }, at, [y], shapes) => pool(at.x, y, at.spans, texts(shapes), shapes.x[1]),
  cpu: ({ x, spans }, [y], { x: [, columns] }) => {
    eachRow(spans, (row, text) => {
      for (let c = 0; c < columns; c++) {
        const value = x[row * columns + c];
        const maximum = text * 2 * columns + c;
        if (row === spans[2 * text] || value > y[maximum]) y[maximum] = value;
        y[maximum + columns] += value / spans[2 * text + 1];
      }
    });
  },
});

register<object>({
  name: 'PackedPoolGradient',
  outputs: ({ x }) => [{ shape: x }],
  wasm: ({ poolGradient }, at, [dx], shapes) => {
    poolGradient(at.x, at.y, at.dy, dx, at.spans, texts(shapes), ...shapes.x);
  },
  cpu: ({ x, y, dy, spans }, [dx], { x: [, columns] }) => {
    const taken = new Set<number>();
    eachRow(spans, (row, text) => {
      for (let c = 0; c < columns; c++) {
        const maximum = text * 2 * columns + c;
        const at = row * columns + c;
        dx[at] = dy[maximum + columns] / spans[2 * text + 1];
        if (x[at] === y[maximum] && !taken.has(maximum)) {
          taken.add(maximum);
          dx[at] += dy[maximum];
        }
      }
    });
  },
});

register<{ rows: number }>({
  name: 'PackedGather',
  outputs: ({ table }, { rows }) => [{ shape: [rows, table[1]] }],
  wasm: ({ gather }, at, [y], shapes, { rows }) => {
    gather(at.table, at.features, at.offsets, y, at.spans, texts(shapes), rows, shapes.table[1]);
  },
  cpu: ({ table, features, offsets, spans }, [y], { table: [, columns] }) => {
    let token = 0;
    eachRow(spans, (row) => {
      const share = 1 / (offsets[token + 1] - offsets[token]);
      for (let i = offsets[token]; i < offsets[token + 1]; i++) {
        for (let c = 0; c < columns; c++) y[row * columns + c] += share * table[features[i] * columns + c];
      }
      token++;
    });
  },
});

register<{ tableRows: number }>({
  name: 'PackedGatherGradient',
  outputs: ({ dy }, { tableRows }) => [{ shape: [tableRows, dy[1]] }],
  wasm: ({ gatherGradient }, at, [dTable], shapes, { tableRows }) => {
    gatherGradient(at.dy, at.features, at.offsets, dTable, at.spans, texts(shapes), tableRows, shapes.dy[1]);
  },
  cpu: ({ dy, features, offsets, spans }, [dTable], { dy: [, columns] }) => {
    let token = 0;
    eachRow(spans, (row) => {
      const share = 1 / (offsets[token + 1] - offsets[token]);
      for (let i = offsets[token]; i < offsets[token + 1]; i++) {
        for (let c = 0; c < columns; c++) dTable[features[i] * columns + c] += share * dy[row * columns + c];
      }
      token++;
    });
  },
});

tf.registerGradient({
  kernelName: 'PackedPool',
  inputsToSave: ['x', 'spans'],
  outputsToSave: [true],
  gradFunc: (dy, [x, spans, y]) => ({
    x: () => run('PackedPoolGradient', { x, y, dy: dy as tf.Tensor, spans }, {})[0],
  }),
});

tf.registerGradient({
  kernelName: 'PackedGather',
  inputsToSave: ['table', 'features', 'offsets', 'spans'],
  gradFunc: (dy, [table, features, offsets, spans]) => ({
    table: () => {
      const inputs = { dy: dy as tf.Tensor, features, offsets, spans };
      return run('PackedGatherGradient', inputs, { tableRows: table.shape[0] })[0];
    },
  }),
});

/** Maximum and mean over each text. @param x [rows, columns]. @returns [texts, 2 * columns]. */
export function pool(x: tf.Tensor, spans: tf.Tensor): tf.Tensor {
  return run('PackedPool', { x, spans }, {})[0];
}

/**
 * Embedding lookup into packed rows.
 *
 * @param table [tableRows, columns].
 * @param features int32, rows of the table, token by token.
 * @param offsets int32 [tokens + 1], where each token's features begin; a token's vector is their mean.
 * @param rows rows of the result, gaps included.
 */
export function gather(
  table: tf.Tensor,
  features: tf.Tensor,
  offsets: tf.Tensor,
  spans: tf.Tensor,
  rows: number,
): tf.Tensor {
  return run('PackedGather', { table, features, offsets, spans }, { rows })[0];
}
