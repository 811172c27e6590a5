import { type Api, DemoFailed } from './api.ts';
import { shownTo } from './mailbox.ts';
import { CLIENTS, type Press } from './replies.ts';

/** A mail that the demo sends, in order. */
export type ScriptedReply = Readonly<{ from: string; raw: string }>;

/** What the guests will have answered in the end. */
export type Script = Readonly<{
  /** Sent first, one after another in this order for each guest. */
  replies: readonly ScriptedReply[];
  expected: Readonly<{ accepted: number; tentative: number; declined: number; ignored: number }>;
  byClient: Readonly<Record<string, number>>;
}>;

const PRESSES: readonly Press[] = ['ACCEPTED', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'ACCEPTED'];
const OTHER = { ACCEPTED: 'DECLINED', DECLINED: 'ACCEPTED', TENTATIVE: 'ACCEPTED' } as const;

/**
 * The answers of these guests: five clients in turn. Every tenth guest answers twice and the older
 * answer arrives last; every tenth mail is delivered twice; every tenth guest changes their mind in
 * order. `ignored` are the mails whose answer does not stand in the end.
 */
export async function writeScript(
  mailbox: string,
  guests: readonly string[],
  now: number,
): Promise<Script> {
  const replies: ScriptedReply[] = [];
  const counts = { ACCEPTED: 0, TENTATIVE: 0, DECLINED: 0 };
  const byClient: Record<string, number> = {};
  for (const [index, guest] of guests.entries()) {
    const client = CLIENTS[index % CLIENTS.length];
    const press = PRESSES[(index * 7) % PRESSES.length];
    if (!client || !press) throw new DemoFailed('there is no client');
    const [invitation, ...more] = await shownTo(mailbox, guest);
    if (!invitation || more.length > 0) throw new DemoFailed(`${guest} has not one mail`);
    const reply = (pressed: Press, at: number): ScriptedReply => ({
      from: guest,
      raw: client.reply({ ...invitation, guest, press: pressed, now: at }),
    });
    const last = reply(press, now);
    const older = reply(OTHER[press], now - 60_000);
    if (index % 10 === 3) replies.push(last, older);
    else if (index % 10 === 5) replies.push(older, last);
    else if (index % 10 === 8) replies.push(last, last);
    else replies.push(last);
    counts[press] += 1;
    byClient[client.name] = (byClient[client.name] ?? 0) + 1;
  }
  const { ACCEPTED: accepted, TENTATIVE: tentative, DECLINED: declined } = counts;
  const ignored = replies.length - guests.length;
  return { replies, expected: { accepted, tentative, declined, ignored }, byClient };
}

/** One inbound mail's fate, as the API tells it. */
export type InboundMail = Readonly<{
  mailId: string;
  mailbox: string;
  outcome?: string;
  reason?: string;
}>;

/** Every inbound mail with its outcome, page after page. */
export async function listInbound(api: Api): Promise<readonly InboundMail[]> {
  const all: InboundMail[] = [];
  let cursor: string | undefined;
  do {
    const query: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.get<{ items: InboundMail[]; next?: string }>(
      `/v1/inbound?limit=200${query}`,
    );
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}
