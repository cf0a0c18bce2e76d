/** A machine in a process of its own, to be killed: it counts as dead sooner than `trainer join` does. */
import { parseQueue } from '../../../trainer/queue/address.ts';
import { Blobs } from '../../../trainer/queue/blobs.ts';
import { connect } from '../../../trainer/queue/connection.ts';
import { Machine } from '../../../trainer/queue/machine.ts';
import { ownVersion } from '../../../trainer/queue/version.ts';

const address = parseQueue(process.argv[2], {});
const blobs = new Blobs(await connect(address), { address, folder: undefined });
new Machine({
  ...{ address, blobs, version: ownVersion(), name: 'to be killed', fits: 1, workers: 1 },
  report: console.log,
  times: { lockMs: 1500, checkMs: 400 },
});
