import { padded } from './step';

/**
 * Writes a weight in panels of 8 columns, each of which the product reads in one stream.
 * @param weight float32 [kernel * inputs, outputs], row-major.
 * @param target zeros [padded(outputs) / 8, kernel * padded(inputs), 8].
 */
export function pack(weight: usize, target: usize, kernel: i32, inputs: i32, outputs: i32): void {
  const panelBytes = <usize>(kernel * padded(inputs)) << 5;
  let from = weight;
  for (let tap = 0; tap < kernel; tap++) {
    let row = target + (<usize>(tap * padded(inputs)) << 5);
    for (let i = 0; i < inputs; i++, row += 32) {
      let to = row;
      let column = 0;
      for (; column + 8 <= outputs; column += 8, from += 32, to += panelBytes) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
      for (; column < outputs; column++, from += 4, to += 4) store<f32>(to, load<f32>(from));
    }
  }
}
