/**
 * The part of the manifest that says what code runs, and what it may touch.
 */
import type { WorkflowName } from './manifest.ts';
import { INVITE_FUNCTIONS } from './manifest-invite.ts';
import { LIST_FUNCTIONS } from './manifest-lists.ts';

/** What a function may do to the table, in DynamoDB's words; `QueryIndex` is a Query of the index by time. */
export type TableCall =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'QueryIndex'
  | 'PutItem'
  | 'UpdateItem'
  | 'BatchWriteItem'
  | 'DeleteItem';

/** What else a function may touch. `lib/` derives IAM from both, and nothing else is granted. */
export type Use =
  | 'mail:read'
  | 'mail:list'
  | 'mail:delete'
  | 'data:read'
  | 'data:write'
  /** Writes objects while they are made, in parts. */
  | 'data:stream'
  | 'data:delete'
  | 'ses:send'
  | 'ses:account'
  | 'secret:read'
  | `workflow:${'start' | 'sync' | 'redrive' | 'stop' | 'describe' | 'list'}:${WorkflowName}`
  /** Puts events on the installation's own bus. */
  | 'bus:put'
  /** Makes and deletes one-time schedules that start the workflow. */
  | `schedule:${WorkflowName}`;

/** One Lambda function: the folder of the same name in `functions/`. */
export type FunctionSpec = Readonly<{
  name: string;
  timeoutSeconds: number;
  memoryMb: number;
  table: readonly TableCall[];
  uses: readonly Use[];
}>;

/** Every function. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  ...INVITE_FUNCTIONS,
  ...LIST_FUNCTIONS,
  {
    name: 'remember-mail',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['UpdateItem'],
    uses: ['mail:read'],
  },
  {
    name: 'read-invitation',
    timeoutSeconds: 30,
    memoryMb: 1024,
    table: ['GetItem', 'Query', 'PutItem'],
    uses: ['mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'record-event',
    timeoutSeconds: 20,
    memoryMb: 512,
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    uses: [
      'data:read',
      'data:write',
      'secret:read',
      'workflow:start:ingest',
      'workflow:start:update',
      'workflow:start:cancel',
      'workflow:start:send',
    ],
  },
  {
    name: 'answer-organizer',
    timeoutSeconds: 50,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'],
    uses: ['data:read', 'ses:send', 'secret:read'],
  },
  {
    name: 'record-outcome',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    uses: ['data:read', 'workflow:start:ingest'],
  },
  {
    name: 'read-reply',
    timeoutSeconds: 20,
    memoryMb: 1024,
    table: ['GetItem', 'BatchGetItem', 'Query'],
    uses: ['mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'record-answer',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['Query', 'PutItem'],
    uses: ['data:read', 'data:write'],
  },
  {
    name: 'forward-to-organizer',
    timeoutSeconds: 20,
    memoryMb: 512,
    table: ['GetItem', 'PutItem', 'DeleteItem'],
    uses: ['data:read', 'ses:send'],
  },
  {
    name: 'resend-invitation',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['GetItem', 'PutItem'],
    uses: ['data:read', 'secret:read', 'workflow:start:send'],
  },
  {
    name: 'check-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'UpdateItem'],
    uses: ['ses:account', 'schedule:send'],
  },
  {
    name: 'check-change',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'PutItem'],
    uses: ['secret:read'],
  },
  {
    name: 'take-turn',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'Query', 'UpdateItem'],
    uses: ['ses:account'],
  },
  {
    name: 'collect-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'],
    uses: ['data:write', 'data:stream'],
  },
  {
    name: 'freeze-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    table: ['GetItem', 'UpdateItem'],
    uses: ['data:read', 'data:write', 'data:stream', 'secret:read'],
  },
  {
    name: 'send-batch',
    timeoutSeconds: 120,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem'],
    uses: ['data:read', 'ses:send', 'secret:read', 'data:write'],
  },
  {
    name: 'settle-run',
    timeoutSeconds: 60,
    memoryMb: 256,
    table: ['GetItem', 'Query', 'UpdateItem'],
    uses: ['data:read', 'data:write'],
  },
  {
    name: 'finish-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    uses: ['ses:send', 'data:write'],
  },
  {
    name: 'record-delivery',
    timeoutSeconds: 60,
    memoryMb: 256,
    table: ['GetItem', 'Query', 'UpdateItem', 'BatchWriteItem'],
    uses: ['data:write'],
  },
  {
    name: 'erase-guest',
    timeoutSeconds: 900,
    memoryMb: 1024,
    table: ['GetItem', 'Query', 'QueryIndex', 'UpdateItem'],
    uses: ['mail:read', 'mail:delete', 'data:read', 'data:stream', 'data:delete', 'secret:read'],
  },
  {
    name: 'note-failure',
    timeoutSeconds: 30,
    memoryMb: 256,
    table: ['GetItem', 'PutItem', 'UpdateItem'],
    uses: ['secret:read'],
  },
  {
    name: 'unsubscribe',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['BatchWriteItem'],
    uses: ['secret:read'],
  },
  {
    name: 'publish-facts',
    timeoutSeconds: 120,
    memoryMb: 256,
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem'],
    uses: ['data:read', 'secret:read', 'bus:put'],
  },
  {
    name: 'deliver-webhooks',
    timeoutSeconds: 300,
    memoryMb: 256,
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
      'DeleteItem',
    ],
    uses: ['data:read', 'secret:read'],
  },
  {
    name: 'sweep',
    timeoutSeconds: 300,
    memoryMb: 256,
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'QueryIndex',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
    ],
    uses: [
      'mail:list',
      'secret:read',
      'data:write',
      'workflow:start:ingest',
      'workflow:start:rsvp',
      'workflow:start:import',
      'workflow:start:send',
      'workflow:describe:ingest',
      'workflow:describe:import',
      'workflow:describe:send',
      'workflow:describe:update',
      'workflow:describe:cancel',
      'workflow:describe:erase',
      'workflow:list:update',
      'workflow:list:cancel',
      'workflow:list:erase',
      'schedule:send',
    ],
  },
  {
    name: 'confirm-mail',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['GetItem', 'UpdateItem'],
    uses: ['secret:read', 'workflow:start:ingest'],
  },
  {
    name: 'sign-in',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    uses: ['secret:read', 'workflow:start:sign-in'],
  },
  {
    name: 'mail-sign-in',
    timeoutSeconds: 20,
    memoryMb: 256,
    table: ['GetItem', 'Query', 'UpdateItem'],
    uses: ['ses:send', 'secret:read'],
  },
  {
    name: 'api',
    timeoutSeconds: 28,
    memoryMb: 512,
    table: [
      'GetItem',
      'BatchGetItem',
      'Query',
      'QueryIndex',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
      'DeleteItem',
    ],
    uses: [
      'data:read',
      'data:write',
      'data:stream',
      'ses:account',
      'data:delete',
      'secret:read',
      'ses:account',
      'workflow:start:ingest',
      'workflow:start:update',
      'workflow:start:cancel',
      'workflow:start:send',
      'workflow:start:rsvp',
      'workflow:start:erase',
      'workflow:start:sign-in',
      'workflow:redrive:update',
      'workflow:redrive:cancel',
      'workflow:redrive:send',
      'schedule:send',
    ],
  },
];
