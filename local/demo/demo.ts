import type { EventStats } from '../../domain/invite/stats.ts';
import type { Stack } from '../stack.ts';
import { listInbound, type Script, writeScript } from './answers.ts';
import { type Api, DemoFailed, openApi, until } from './api.ts';
import { type ChangeFigures, type Invited, playChanges } from './changes.ts';
import { checkFigures, type DemoFigures, WORKFLOWS_SHOWN } from './figures.ts';
import { guestList } from './guest-list.ts';
import { countOthers } from './mailbox.ts';
import { appleOrganizer } from './organizers/apple.ts';
import { exchangeOrganizer } from './organizers/exchange.ts';
import { googleOrganizer } from './organizers/google.ts';
import { post } from './post.ts';
import { PATIENCE, type Progress, sendList } from './send-list.ts';

type Stats = EventStats & Readonly<{ eventId: string }>;

/** Most guests who answer; each costs a few mails and a look into the mailbox. */
const ANSWERING = 300;

async function inviteThree(stack: Stack, api: Api): Promise<readonly Omit<Invited, 'guests'>[]> {
  const { mailboxes } = stack.endpoints;
  const scene = { calendar: mailboxes.calendar, now: Date.now() };
  const invited = [googleOrganizer(scene), exchangeOrganizer(scene), appleOrganizer(scene)];
  const streams = invited.map(({ address, invitation }) => [
    { from: address, to: mailboxes.calendar, raw: invitation },
  ]);
  await post(stack.endpoints, streams);
  const events = await until('three events from three mails', PATIENCE, async () => {
    const { items } = await api.get<{ items: { eventId: string; title: string }[] }>('/v1/events');
    return items.length === invited.length ? items : undefined;
  });
  return invited.map((organizer) => {
    const event = events.find(({ title }) => title === organizer.title);
    if (!event) throw new DemoFailed(`«${organizer.title}» became no event`);
    return { organizer, eventId: event.eventId };
  });
}

async function answer(stack: Stack, api: Api, eventId: string, script: Script): Promise<Stats> {
  const to = stack.endpoints.mailboxes.invites;
  const streams = Map.groupBy(script.replies, ({ from }) => from);
  await post(
    stack.endpoints,
    [...streams.values()].map((stream) => stream.map((mail) => ({ ...mail, to }))),
  );
  await until('an outcome for every answer', PATIENCE, async () => {
    const inbound = await listInbound(api);
    const settled = inbound.filter(({ outcome }) => outcome !== undefined).length;
    return settled === script.replies.length + 3 ? true : undefined;
  });
  return api.get<Stats>(`/v1/events/${eventId}/stats`);
}

async function countExecutions(stack: Stack): Promise<DemoFigures['executions']> {
  const count = async (workflow: string): Promise<number> => {
    let found = 0;
    let nextToken: string | undefined;
    do {
      const page = await stack.engine.listExecutions({
        stateMachineArn: stack.endpoints.stateMachines[workflow],
        ...(nextToken && { nextToken }),
      });
      found += page.executions?.length ?? 0;
      nextToken = page.nextToken;
    } while (nextToken);
    return found;
  };
  const found = await Promise.all(WORKFLOWS_SHOWN.map(async (name) => [name, await count(name)]));
  return Object.fromEntries(found) as DemoFigures['executions'];
}

async function countInbound(api: Api): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, reason } of await listInbound(api)) {
    const name = `${outcome} ${reason}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Mails in the mailbox that went to one of the demo's guests. */
async function countInvitations(
  stack: Stack,
  invited: readonly Omit<Invited, 'guests'>[],
): Promise<number> {
  const organizers = invited.map(({ organizer }) => organizer.address);
  return countOthers(stack.endpoints.mailbox, organizers);
}

/** A list of few, for the events that are there to be changed. */
const FEW = 40;

/** Invites a few to every event but the first, then plays what the organizers do afterwards. */
async function change(
  stack: Stack,
  api: Api,
  invited: readonly Invited[],
  tell: Progress,
): Promise<readonly ChangeFigures[]> {
  const organizers = invited.map(({ organizer }) => organizer.address);
  const figures: ChangeFigures[] = [];
  for (const [index, event] of invited.entries()) {
    if (index > 0) {
      const list = guestList(FEW, stack.endpoints.mailboxes.calendar);
      await sendList(api, event.eventId, list);
      await stack.untilIdle();
    }
    tell(
      `${event.organizer.client}: ${event.organizer.changes.map(({ name }) => name).join(', ')}`,
    );
    const guests = index > 0 ? event.guests.slice(0, FEW) : event.guests;
    figures.push(...(await playChanges({ stack, api, organizers }, { ...event, guests })));
  }
  return figures;
}

/**
 * The main job, end to end, on a running stack: three organizers invite, a list is sent, guests answer, the
 * organizers change their minds.
 *
 * @throws DemoFailed with a sentence when anything does not happen or does not add up
 */
export async function runDemo(stack: Stack, guests: number, tell: Progress): Promise<DemoFigures> {
  const api = openApi(stack.endpoints);
  await stack.load();
  const started = performance.now();
  tell('Three organizers invite the calendar address');
  const [first, ...others] = await inviteThree(stack, api);
  if (!first) throw new DemoFailed('nobody invited');
  const { eventId } = first;
  const list = guestList(guests, stack.endpoints.mailboxes.calendar);
  tell(`Reading a list of ${list.expected.rows} rows`);
  const { list: read, run, seconds } = await sendList(api, eventId, list, tell);
  tell('Guests answer from five calendar clients');
  const answering = list.guests.slice(0, Math.min(guests, ANSWERING));
  const script = await writeScript(stack.endpoints.mailbox, answering, Date.now());
  const stats = await answer(stack, api, eventId, script);
  await stack.untilIdle();
  const mails = await countInvitations(stack, [first, ...others]);
  const events = [first, ...others].map((each) => ({ ...each, guests: list.guests }));
  const changes = await change(stack, api, events, tell);
  const { accepted: yes, tentative, declined } = stats.answers;
  const figures: DemoFigures = {
    ok: true,
    events: (await api.get<{ items: unknown[] }>('/v1/events')).items.length,
    list: {
      rows: read.rows,
      accepted: read.accepted,
      refused: read.refused,
      duplicates: read.duplicates,
    },
    run: { total: run.total, sent: run.sent, failed: run.failed, skipped: run.skipped },
    mails,
    answers: {
      mailed: script.replies.length,
      accepted: yes,
      tentative,
      declined,
      ignored: script.replies.length - yes - tentative - declined,
    },
    stats: await api.get<Stats>(`/v1/events/${eventId}/stats`),
    changes,
    inbound: await countInbound(api),
    executions: await countExecutions(stack),
    seconds: Math.round((performance.now() - started) / 100) / 10,
    guestsPerSecond: Math.round(run.total / seconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  checkFigures(figures, list, script);
  return figures;
}
