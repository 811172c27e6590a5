/**
 * The part of the manifest's functions that answers whoever asks for an invitation.
 */
import type { FunctionSpec } from './manifest-uses.ts';

/** The functions of the workflow `invite`, but for the worker, which is that of every run. */
export const INVITE_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: 'check-limits',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['BatchGetItem', 'UpdateItem'],
    uses: ['ses:account', 'secret:read'],
  },
  {
    name: 'claim-guest',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    uses: ['data:write'],
  },
  {
    name: 'close-ask',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['UpdateItem'],
    uses: [],
  },
];
