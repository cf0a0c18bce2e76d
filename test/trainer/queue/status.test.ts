import { expect, it } from 'vitest';
import type { Member } from '../../../trainer/queue/members.ts';
import { Status } from '../../../trainer/queue/status.ts';

const members = (names: string): Member[] =>
  names.split('').map((name) => ({ role: 'machine', name, code: 'abc', node: 'v26' }));

it('Status says what fits do on which machines, and who has come and gone', () => {
  const status = new Status();
  expect(status.text()).toBe('0 done, 0 running, 0 failed on no machine');
  const command: Member = { role: 'command', name: 'z', code: 'abc', node: 'v26' };
  expect(status.meet([command, ...members('ba')])).toEqual(['joined: a, b; 2 machines now']);
  expect(status.meet(members('ab'))).toEqual([]);
  expect(status.meet(members('acdef'))).toEqual([
    'joined: c, d, e and 1 more; 5 machines now',
    'gone: b; 5 machines now',
  ]);
  for (const fit of ['one', 'two', 'two']) status.begin(fit);
  status.end('one');
  status.done++;
  expect(status.text()).toBe('1 done, 1 running, 0 failed on a, c, d and 2 more');
  expect(status.meet(members('a'))).toEqual(['gone: c, d, e and 1 more; 1 machine now']);
});
