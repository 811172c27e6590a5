import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { handler as stageList } from '../../functions/stage-list/handler.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { giveTurn } from './runs.ts';
import { openWorld } from './world.ts';

/** A world with lists, and what is done with them through the API and the steps of their workflows. */
export async function openLists() {
  const world = await openWorld();
  const { objects, s3 } = world;
  const states = mockClient(SFNClient);
  const ses = mockClient(SESv2Client);
  mockClient(SchedulerClient);
  s3.on(DeleteObjectCommand).callsFake(({ Key }: { Key: string }) => {
    objects.delete(Key);
    return {};
  });
  const ask = await askWith('admin');
  beforeEach(() => {
    states.reset();
    ses.reset();
    ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  });

  /** A list as it is announced, uploaded and read. */
  async function stage(eventId: string, body: string): Promise<string> {
    const { body: list } = await ask('POST', `/v1/events/${eventId}/lists`, {
      fileName: 'guests.csv',
      consent: { source: 'Signed up', note: 'in May' },
    });
    const listId = String(list.listId);
    await upload(listId, body, 'first');
    return listId;
  }

  async function upload(listId: string, body: string, execution: string) {
    objects.set(`uploads/${listId}`, body);
    return stageList({ key: `uploads/${listId}`, execution }, contextOf('stage-list'));
  }

  /** Sends a run of one range to its end. */
  async function deliver(eventId: string, runId: string): Promise<Record<string, unknown>> {
    await freezeAudience({ runId }, contextOf('freeze-audience'));
    await giveTurn(eventId, runId);
    const range = JSON.parse(objects.get(`runs/${runId}/manifest-1.jsonl`) ?? '{}');
    return sendBatch({ runId, worker: 'w', ratePerSecond: 500, range }, contextOf('send-batch'));
  }

  const startRun = async (eventId: string, listId: string): Promise<string> =>
    String((await ask('POST', `/v1/events/${eventId}/runs`, { listId })).body.runId);

  return { world, objects, states, ses, ask, stage, upload, deliver, startRun };
}
