/**
 * The part of the manifest that says what reads lists, and what it may touch.
 */
import type { FunctionSpec } from './manifest-uses.ts';

/** The functions of lists that came by upload or by mail. */
export const LIST_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: 'read-list-mail',
    timeoutSeconds: 300,
    // A mail of 40 MB takes a second and 400 MB to read, and its rows as much again.
    memoryMb: 2048,
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    uses: ['mail:version', 'data:write', 'data:stream', 'secret:read', 'workflow:start:send'],
  },
  {
    name: 'stage-list',
    timeoutSeconds: 900,
    memoryMb: 1024,
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'],
    uses: ['data:version', 'data:stream', 'secret:read'],
  },
  {
    name: 'staged-list',
    timeoutSeconds: 20,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'],
    uses: [
      'data:read',
      'data:write',
      'data:delete',
      'secret:read',
      'workflow:start:send',
      'schedule:send',
    ],
  },
];
