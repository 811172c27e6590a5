import type { Stack } from '../stack.ts';
import { listInbound } from './answers.ts';
import { type Api, DemoFailed, until } from './api.ts';
import { countMails, countOthers, shownTo } from './mailbox.ts';
import type { Change, Organizer } from './organizers/organizer.ts';
import { post } from './post.ts';

/** An organizer's event and who was invited to it. */
export type Invited = Readonly<{
  organizer: Organizer;
  eventId: string;
  guests: readonly string[];
}>;

/** What one change did: its outcome, and how many mails guests got. */
export type ChangeFigures = Readonly<{ name: string; outcome: string; mails: number }>;

/** Guests whose mails are opened after each change; of all of them the number is checked. */
const OPENED = 10;

/** Seconds for a change to reach everybody, beside a fiftieth of a second for each guest. */
const PATIENCE = 120;

type Look = Readonly<{ stack: Stack; api: Api; organizers: readonly string[] }>;

/** Plays everything that an organizer does to an event after they have sent it. */
export async function playChanges(look: Look, invited: Invited): Promise<ChangeFigures[]> {
  const figures: ChangeFigures[] = [];
  for (const change of invited.organizer.changes) figures.push(await play(look, invited, change));
  return figures;
}

async function play(look: Look, invited: Invited, change: Change): Promise<ChangeFigures> {
  const { stack, api } = look;
  const { organizer, guests } = invited;
  const [mailsBefore, inboundBefore] = [await guestMails(look), (await listInbound(api)).length];
  const allBefore = await countMails(stack.endpoints.mailbox);
  const to = stack.endpoints.mailboxes.calendar;
  await post(stack.endpoints, [[{ from: change.from ?? organizer.address, to, raw: change.mail }]]);
  const patience = PATIENCE + guests.length / 50;
  const outcome = await until(`an outcome for «${change.name}»`, patience, async () => {
    const inbound = await listInbound(api);
    const newest = inbound.length > inboundBefore ? inbound[0] : undefined;
    return newest?.outcome === undefined ? undefined : `${newest.outcome} ${newest.reason}`;
  });
  if (outcome !== change.outcome) {
    throw new DemoFailed(`${change.name}: ${outcome}, wanted ${change.outcome}`);
  }
  const wanted = change.guestsGet === undefined ? 0 : guests.length;
  await until(`«${change.name}» to reach everybody`, patience, async () => {
    const { items } = await api.get<{ items: { state: string }[] }>('/v1/runs?limit=1');
    const sent = (await countMails(stack.endpoints.mailbox)) - allBefore;
    return sent >= wanted && items[0]?.state === 'finished' ? true : undefined;
  });
  await stack.untilIdle();
  const mails = (await guestMails(look)) - mailsBefore;
  if (mails !== wanted) throw new DemoFailed(`${change.name}: ${mails} mails, wanted ${wanted}`);
  await checkOpened(look, invited, change);
  return { name: change.name, outcome, mails };
}

/** Everything but what went to the organizers. */
const guestMails = ({ stack, organizers }: Look): Promise<number> =>
  countOthers(stack.endpoints.mailbox, organizers);

async function checkOpened({ stack }: Look, invited: Invited, change: Change): Promise<void> {
  const { guestsGet, name } = change;
  if (guestsGet === undefined) return;
  for (const guest of invited.guests.slice(0, OPENED)) {
    const shown = await shownTo(stack.endpoints.mailbox, guest);
    const [before, last] = shown.filter((each) => each.uid === shown.at(-1)?.uid).slice(-2);
    const isRight = last?.method === guestsGet.method && last.isInstance === guestsGet.instance;
    if (!isRight || last.sequence <= (before?.sequence ?? -1)) {
      throw new DemoFailed(`${name}: ${guest} got ${JSON.stringify(last)}`);
    }
  }
}
