/**
 * The part of the manifest that says what code runs, and what it may touch.
 */
import type { WorkflowName } from './manifest.ts';

/** What a function may touch. `lib/` derives IAM from it, and nothing else is granted. */
export type Use =
  | 'table:read'
  | 'table:write'
  | 'mail:read'
  | 'data:read'
  | 'data:write'
  | 'ses:send'
  | 'ses:account'
  | 'secret:read'
  | `workflow:${'start' | 'redrive' | 'stop' | 'describe'}:${WorkflowName}`
  /** Makes and deletes one-time schedules that start the workflow. */
  | `schedule:${WorkflowName}`;

/** One Lambda function: the folder of the same name in `functions/`. */
export type FunctionSpec = Readonly<{
  name: string;
  timeoutSeconds: number;
  memoryMb: number;
  uses: readonly Use[];
}>;

/** Every function. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  { name: 'remember-mail', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'mail:read'] },
  {
    name: 'read-invitation',
    timeoutSeconds: 30,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'record-event',
    timeoutSeconds: 20,
    memoryMb: 512,
    uses: [
      'table:read',
      'table:write',
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
    uses: ['table:read', 'table:write', 'data:read', 'ses:send', 'secret:read'],
  },
  {
    name: 'record-outcome',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'workflow:start:ingest'],
  },
  {
    name: 'read-reply',
    timeoutSeconds: 20,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  { name: 'record-answer', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'data:read'] },
  {
    name: 'forward-to-organizer',
    timeoutSeconds: 20,
    memoryMb: 512,
    uses: ['table:read', 'table:write', 'data:read', 'ses:send'],
  },
  {
    name: 'resend-invitation',
    timeoutSeconds: 10,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'secret:read', 'workflow:start:send'],
  },
  {
    name: 'read-list-mail',
    timeoutSeconds: 30,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:write', 'secret:read'],
  },
  {
    name: 'stage-list',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:read', 'data:write'],
  },
  {
    name: 'check-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:account', 'schedule:send'],
  },
  {
    name: 'check-change',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'secret:read'],
  },
  {
    name: 'take-turn',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:account'],
  },
  {
    name: 'collect-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:write'],
  },
  {
    name: 'freeze-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'send-batch',
    timeoutSeconds: 120,
    memoryMb: 512,
    uses: ['table:read', 'table:write', 'data:read', 'ses:send', 'secret:read'],
  },
  {
    name: 'settle-run',
    timeoutSeconds: 60,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'data:write'],
  },
  {
    name: 'finish-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:send'],
  },
  {
    name: 'record-delivery',
    timeoutSeconds: 60,
    memoryMb: 256,
    uses: ['table:read', 'table:write'],
  },
  {
    name: 'sweep',
    timeoutSeconds: 300,
    memoryMb: 256,
    uses: [
      'table:read',
      'table:write',
      'mail:read',
      'workflow:start:ingest',
      'workflow:start:rsvp',
      'workflow:start:import',
      'workflow:start:send',
      'workflow:describe:ingest',
      'workflow:describe:import',
      'workflow:describe:send',
      'workflow:describe:update',
      'workflow:describe:cancel',
      'schedule:send',
    ],
  },
  {
    name: 'note-failure',
    timeoutSeconds: 30,
    memoryMb: 256,
    uses: ['table:write', 'secret:read'],
  },
  { name: 'unsubscribe', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'secret:read'] },
  {
    name: 'confirm-mail',
    timeoutSeconds: 10,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'secret:read', 'workflow:start:ingest'],
  },
  {
    name: 'api',
    timeoutSeconds: 28,
    memoryMb: 512,
    uses: [
      'table:read',
      'table:write',
      'data:read',
      'data:write',
      'secret:read',
      'workflow:start:ingest',
      'workflow:start:update',
      'workflow:start:cancel',
      'workflow:start:send',
      'workflow:start:rsvp',
      'workflow:redrive:update',
      'workflow:redrive:cancel',
      'workflow:redrive:send',
      'schedule:send',
    ],
  },
];
