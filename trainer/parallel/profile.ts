import * as tf from '@tensorflow/tfjs';

/** What the operations of one name took. */
export type OperationTime = { name: string; calls: number; milliseconds: number };

const times = new Map<string, OperationTime>();

/** Measures every operation of this thread's WASM backend from now on. It costs about a microsecond a call. */
export function profileOperations(): void {
  if (times.size > 0) return;
  for (const config of tf.getKernelsForBackend('wasm')) {
    const time: OperationTime = { name: config.kernelName, calls: 0, milliseconds: 0 };
    times.set(time.name, time);
    tf.unregisterKernel(config.kernelName, config.backendName);
    tf.registerKernel({ ...config, kernelFunc: timed(config.kernelFunc, time) });
  }
}

function timed(run: tf.KernelFunc, time: OperationTime): tf.KernelFunc {
  return (parameters) => {
    const start = performance.now();
    const result = run(parameters);
    time.milliseconds += performance.now() - start;
    time.calls++;
    return result;
  };
}

/** What was measured since the last call, of the operations that ran; empty where nothing is measured. */
export function takeOperationTimes(): OperationTime[] {
  const taken = [...times.values()].filter(({ calls }) => calls > 0).map((time) => ({ ...time }));
  for (const time of times.values()) Object.assign(time, { calls: 0, milliseconds: 0 });
  return taken;
}

/** What a kernel table begins with. */
export const TABLE_HEAD = 'kernel\tcalls\tmilliseconds\tshare\n';

/** The kernel table of a run as TSV, the costliest first; an operation that calls another counts for both. */
export function operationTable(measured: Iterable<OperationTime>): string {
  const sums = new Map<string, OperationTime>();
  for (const { name, calls, milliseconds } of measured) {
    const sum = sums.get(name) ?? { name, calls: 0, milliseconds: 0 };
    sums.set(name, { name, calls: sum.calls + calls, milliseconds: sum.milliseconds + milliseconds });
  }
  const rows = [...sums.values()].sort((a, b) => b.milliseconds - a.milliseconds);
  const total = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const lines = rows.map(
    ({ name, calls, milliseconds }) =>
      `${name}\t${calls}\t${milliseconds.toFixed(1)}\t${(milliseconds / total).toFixed(4)}\n`,
  );
  return `${TABLE_HEAD}${lines.join('')}`;
}
