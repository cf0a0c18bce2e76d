import type { ClaimId } from './claims.ts';

/** What others have published, and the claims of ours that stand beside it. */
export const FACTS = [
  { id: 'plain-34', claims: ['plain-deeper'] },
  { id: 'resnet-34', claims: ['deep-accuracy', 'deep-batch'] },
  { id: 'eighteen', claims: ['shallow-skip'] },
  { id: 'thousand', claims: ['residual-deeper', 'zero-deeper'] },
  { id: 'healthy', claims: ['vanish-batch'] },
  { id: 'linear', claims: ['after-skip'] },
  { id: 'small-start', claims: ['zero-loss', 'zero-start'] },
  { id: 'shallow-wide', claims: ['wide'] },
  { id: 'characters', claims: ['zero-deeper'] },
] as const satisfies readonly { id: string; claims: readonly ClaimId[] }[];

export type FactId = (typeof FACTS)[number]['id'];

/** Where they are published. */
export const PAPERS = {
  he: 'https://arxiv.org/abs/1512.03385',
  de: 'https://arxiv.org/abs/2002.10444',
  le: 'https://arxiv.org/abs/1707.04108',
  conneau: 'https://arxiv.org/abs/1606.01781',
} as const;
