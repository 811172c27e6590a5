import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { handler as stageList } from '../../functions/stage-list/handler.ts';
import type { Ask } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { giveTurn } from './runs.ts';
import type { FunctionWorld } from './world.ts';

/** What is done with lists, through the API and the steps of their workflows. */
export function openLists({ objects }: Pick<FunctionWorld, 'objects'>, ask: Ask) {
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

  return { stage, upload, deliver, startRun };
}
