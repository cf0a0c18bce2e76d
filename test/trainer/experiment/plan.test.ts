import { describe, expect, it } from 'vitest';
import { planOf } from '../../../trainer/experiment/plan.ts';

const given = { network: {}, train: { branchInit: 'zero' as const } };

describe('planOf()', () => {
  it.each([{}, { from: 'scratch' as const }])(
    'starts a new network for --branch-init with %j',
    async (flags) => {
      const plan = await planOf(flags, given);
      expect(plan).toMatchObject({ kind: 'asked', arm: { config: { branchInit: 'zero' } } });
    },
  );

  it('refuses --from auto with --branch-init by its name', async () => {
    await expect(planOf({ from: 'auto' }, given)).rejects.toThrow(
      '--from auto does not go with --branch-init, which says what to start from: give one',
    );
  });
});
