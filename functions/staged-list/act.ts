import { deleteRows } from '../../adapters/list-files.ts';
import { isAwaited, startListRun } from '../../adapters/list-runs.ts';
import { scheduleListRun } from '../../adapters/list-schedules.ts';
import { type StoredList, updateList } from '../../adapters/list-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { startTest } from '../../adapters/test-event.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { runIdOf } from '../../domain/invite/keys.ts';
import { planSchedule } from '../../domain/invite/schedule.ts';
import { emptied } from '../../domain/list/preview.ts';
import { donePage, listPage } from './pages.ts';

/** What a press of a button did. */
export type Deed = Readonly<{ status: number; html: string; what: What; runId?: string }>;

/** `refused`: nothing was done. */
type What = 'test' | 'send' | 'schedule' | 'delete' | 'refused';

/** The route of the API that does the same, and what it is about: so the audit trail names it. */
export const AS_ROUTE = {
  test: { act: 'testEvent', kind: 'events' },
  send: { act: 'createRun', kind: 'events' },
  schedule: { act: 'createRun', kind: 'events' },
  delete: { act: 'deleteList', kind: 'lists' },
} as const;

/** The page on which a button was pressed. `file`: path of all refused rows. */
export type Pressed = Readonly<{ list: StoredList; event: EventRecord; file: string; now: Date }>;

/** Does what the pressed button says. Pressed twice, the same run is meant, and it starts once. */
export async function act(pressed: Pressed, form: URLSearchParams): Promise<Deed> {
  const { list } = pressed;
  const what = form.get('do') ?? '';
  if (list.state !== 'staged') return again(pressed, 'This list cannot be sent.');
  switch (what) {
    case 'test':
      return test(pressed);
    case 'send':
      return send(pressed);
    case 'schedule':
      return schedule(pressed, form);
    case 'delete':
      return remove(pressed);
    default:
      return again(pressed, 'This button is not known.');
  }
}

const again = ({ list, event, file }: Pressed, problem: string): Deed => ({
  ...{ status: 400, html: listPage(list, event, file, problem), what: 'refused' },
});

/** @param back path of the list's page */
const done = (what: What, title: string, text: string, back?: string): Deed => ({
  ...{ status: 200, html: donePage(title, text, back), what },
});

const pathOf = ({ file }: Pressed): string => file.slice(0, file.lastIndexOf('/'));

async function runFor({ listId }: StoredList, what: string): Promise<string> {
  const { mac } = await keys();
  return runIdOf(mac, `page\n${what}\n${listId}`);
}

async function test(pressed: Pressed): Promise<Deed> {
  const { list, event, now } = pressed;
  const runId = await runFor(list, `test\n${now.getTime()}`);
  const started = await startTest(event, [{ address: event.owner }], runId, now);
  if (started.kind !== 'started') {
    return again(
      pressed,
      'No test was sent: your address gets no mails, or 20 tests went out today.',
    );
  }
  const text =
    'It goes to your own address, marked as a test. Nobody of the list gets anything yet.';
  return { ...done('test', 'The test is on its way', text, pathOf(pressed)), runId };
}

async function send(pressed: Pressed): Promise<Deed> {
  const { list, now } = pressed;
  const runId = await runFor(list, 'send');
  const run = await startListRun(list, { runId, createdAt: now.toISOString() });
  if (!run) return again(pressed, 'The list was deleted.');
  const text = 'You get a mail with the figures when everybody was sent to.';
  return { ...done('send', 'The invitations are on their way', text, pathOf(pressed)), runId };
}

async function schedule(pressed: Pressed, form: URLSearchParams): Promise<Deed> {
  const { list, event, now } = pressed;
  const at = form.get('at') ?? '';
  const timeZone = form.get('zone') ?? '';
  const plan = planSchedule({ at, timeZone }, now);
  if (!plan.ok) return again(pressed, `This time cannot be used: ${plan.detail}.`);
  const { schedule: when } = plan;
  if (event.endsAt !== undefined && event.endsAt <= when.startsAt) {
    return again(pressed, 'At that time the event is over.');
  }
  const runId = await runFor(list, `at\n${when.startsAt}`);
  const run = await scheduleListRun(list, { runId, createdAt: now.toISOString(), schedule: when });
  if (!run) return again(pressed, 'The list was deleted.');
  const text = `It goes out at ${when.at.replace('T', ' ')} (${timeZone}). ${when.note ?? ''}`;
  return { ...done('schedule', 'The list waits for its time', text, pathOf(pressed)), runId };
}

async function remove(pressed: Pressed): Promise<Deed> {
  const { list } = pressed;
  if (await isAwaited(list)) return again(pressed, 'A run waits for this list.');
  await updateList(list.listId, emptied(list));
  await deleteRows(list.listId);
  return done(
    'delete',
    'The list is deleted',
    'Its rows are gone; what was counted and its consent stay.',
  );
}
