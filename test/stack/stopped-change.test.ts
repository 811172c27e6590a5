import {
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { listOutMails, usePrivateStack } from './private-stack.ts';
import { createEvent, type RunAnswer, sendTo, untilRunEnds } from './sending.ts';

/** Long enough to be stopped in, whatever else the machine does. */
const at = usePrivateStack({ CONVOKE_HOLD_SECONDS: '5' });

const GUEST = 'ann@guests.example';

type Listed = RunAnswer & Readonly<{ kind: string; reason?: string; eventId: string }>;

/** Stops the one execution of `update` while it holds the change. */
async function stopUpdate(): Promise<void> {
  const { aws, region } = at().stack.endpoints;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const states = new SFNClient({ endpoint: aws.states, region, credentials });
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
  const update = stateMachines.find(({ name }) => name?.endsWith('update'));
  const execution = await until('the update', 5, async () => {
    const running = { stateMachineArn: update?.stateMachineArn, statusFilter: 'RUNNING' } as const;
    const { executions = [] } = await states.send(new ListExecutionsCommand(running));
    return executions[0]?.executionArn;
  });
  await states.send(new StopExecutionCommand({ executionArn: execution }));
  states.destroy();
}

test('an update that is stopped before it has a run is listed with a reason, and a redrive brings it to the guests', async () => {
  const { api, stack } = at();
  const eventId = await createEvent(api, 'Autumn meeting');
  await sendTo(api, eventId, `email\n${GUEST}\n`);
  await fetch(`${stack.endpoints.http}/v1/events/${eventId}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${stack.endpoints.apiKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ title: 'Winter meeting' }),
  });
  await stopUpdate();
  const run = await until('the run', 20, async () => {
    const { items } = await api.get<{ items: readonly Listed[] }>('/v1/runs');
    return items.find(({ kind }) => kind === 'update');
  });
  expect(run).toMatchObject({ eventId, state: 'needs_attention', reason: 'step_failed' });
  expect(await listOutMails(at(), GUEST)).toHaveLength(1);
  await api.post(`/v1/runs/${run.runId}/redrive`, undefined);
  expect(await untilRunEnds(api, run.runId)).toMatchObject({ state: 'finished', sent: 1 });
  const mails = await listOutMails(at(), GUEST);
  expect(mails.filter(({ raw }) => raw.includes('SUMMARY:Winter meeting'))).toHaveLength(1);
}, 90_000);
