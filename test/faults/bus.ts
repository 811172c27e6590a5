import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { Json } from '../../local/engine/contract.ts';
import type { EndEvent } from './engine.ts';
import { invokeLambda } from './lambdas.ts';
import type { Random } from './random.ts';
import { type Account, happens, isBroken, sleep } from './simulated-aws.ts';

/** As in the manifest: a message that failed so often is a dead letter. */
const MAX_RECEIVES = 5;

/** Hands a message to the function behind a queue, again and again until it is taken. @returns whether it ever was */
async function queued(account: Account, consumer: string, body: object): Promise<boolean> {
  const message = { messageId: 'message', body: JSON.stringify(body) };
  for (let received = 0; received < MAX_RECEIVES; received += 1) {
    const answer = await invokeLambda(account, consumer, { Records: [message] } as Json);
    const { batchItemFailures: refused = [] } =
      answer?.ok === true ? (answer.payload as { batchItemFailures?: unknown[] }) : {};
    if (answer?.ok && refused.length === 0) return true;
    await sleep(account.random.whole(60_000, 120_000));
  }
  return false;
}

/** The tags of a mail. */
export const tagsOf = ({ EmailTags = [] }: SendEmailCommandInput): Record<string, string> =>
  Object.fromEntries(EmailTags.map(({ Name = '', Value = '' }) => [Name, Value]));

type Word = Readonly<{ eventType: string } & Record<string, unknown>>;

/**
 * What the rule of the product lets through of what SES says of a mail: mostly that it was delivered. Whoever complains
 * has it, and some servers take a mail and send it back.
 */
function wordsOf(random: Random): readonly Word[] {
  const bounce = { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } };
  const delivery = { eventType: 'Delivery' };
  if (random.chance(0.02)) return random.chance(0.5) ? [bounce] : [delivery, bounce];
  return random.chance(0.02) ? [delivery, { eventType: 'Complaint' }] : [delivery];
}

/** Mostly longer than the silence; one of ten hours late. */
const lateness = ({ random, plan: { lateMs } }: Account): number =>
  lateMs ?? (random.chance(0.1) ? 2 * 3_600_000 : random.whole(20_000, 200_000));

/** Tells what SES says of a mail that it took: within seconds, late, many times, or never. */
export async function tellOfMail(account: Account, mail: SendEmailCommandInput): Promise<void> {
  const { random, heard } = account;
  const own = tagsOf(mail);
  if (!own.evt) return;
  const { snd: sendId = '' } = own;
  const tags = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, [value]]));
  const said = { tags, timestamp: new Date().toISOString() };
  if (isBroken(account, 'delivery events')) return;
  await Promise.all(
    wordsOf(random).map(async (word) => {
      if (happens(account, 'lostWord')) return;
      const times = happens(account, 'twiceWord') ? random.whole(2, 9) : 1;
      const late = happens(account, 'lateWord') ? lateness(account) : 0;
      const copies = Array.from({ length: times }, async () => {
        await sleep(late + random.whole(500, 20_000));
        const isNoted = await queued(account, 'record-delivery', {
          detail: { ...word, mail: said },
        });
        if (isNoted && !heard.has(sendId)) heard.set(sendId, Date.now());
      });
      await Promise.all(copies);
    }),
  );
}

/** Tells that an execution failed, as EventBridge does: not of one that went well, and sometimes not at all. */
export async function tellOfEnd(account: Account, event: EndEvent): Promise<void> {
  if (event.detail.status === 'SUCCEEDED' || happens(account, 'lostFailure')) return;
  await sleep(account.random.whole(100, 5_000));
  await queued(account, 'note-failure', event);
}
