import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, expect } from '@jest/globals';
import type { InboundMail } from '../../local/demo/answers.ts';
import { until } from '../../local/demo/api.ts';
import { BUCKETS } from '../../local/rules.ts';
import { bySmtp } from './invitations.ts';
import { countMails, type PrivateStack } from './private-stack.ts';

/** What became of one mail, as an operator sees it. */
export type Fate = Readonly<{
  /** Outcome and reason, e.g. `DROP stale`. */
  verdict: string;
  /** CPU time from the moment at which it was stored to that at which its outcome could be read. */
  cpuMs: number;
  /** Mails that went out while it was worked on. */
  mails: number;
}>;

/** How a mail comes in: by SMTP, or as an object that SES could have written. */
export type Incoming =
  | Readonly<{ via: 'smtp'; from: string; to: string; raw: string | Uint8Array }>
  | Readonly<{ via: 's3'; key: string; raw: Uint8Array }>;

const SECONDS = 20;

/** Lets one mail in, alone, and gives its fate once every execution it caused has ended. */
export async function letIn(at: PrivateStack, mail: Incoming): Promise<Fate> {
  const mailsBefore = await countMails(at);
  const id = await deliver(at, mail);
  const stored = process.cpuUsage();
  const { outcome, reason } = await until('an outcome', SECONDS, () => readOutcome(at, id));
  const { user, system } = process.cpuUsage(stored);
  await untilQuiet(at);
  return {
    verdict: `${outcome} ${reason}`,
    cpuMs: (user + system) / 1_000,
    mails: (await countMails(at)) - mailsBefore,
  };
}

/** Undefined until the mail was remembered and decided. */
async function readOutcome(
  { stack }: PrivateStack,
  mailId: string,
): Promise<InboundMail | undefined> {
  const { http, apiKey } = stack.endpoints;
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${http}/v1/inbound/${mailId}`, { headers });
  const mail = (await answer.json()) as InboundMail;
  return answer.ok && mail.outcome !== undefined ? mail : undefined;
}

/** Hands a mail over and gives its id: the name that its object has. */
export async function deliver({ smtp, s3 }: PrivateStack, mail: Incoming): Promise<string> {
  switch (mail.via) {
    case 'smtp': {
      const raw = typeof mail.raw === 'string' ? mail.raw : Buffer.from(mail.raw);
      const envelope = { from: mail.from, to: [mail.to] };
      const { response } = (await smtp.sendMail({ envelope, raw })) as { response: string };
      return response.split(' ').at(-1) ?? '';
    }
    case 's3': {
      const { key: Key, raw } = mail;
      await s3.send(new PutObjectCommand({ Bucket: BUCKETS.mail, Key, Body: Buffer.from(raw) }));
      return Key.slice(Key.lastIndexOf('/') + 1);
    }
    default:
      return mail satisfies never;
  }
}

/** Resolves when no execution runs: what a mail was to cause has happened. */
export async function untilQuiet({ stack }: PrivateStack): Promise<void> {
  const machines = Object.values(stack.endpoints.stateMachines);
  let looks = 0;
  await until('the end of every execution', SECONDS, async () => {
    const pages = await Promise.all(
      machines.map((stateMachineArn) =>
        stack.engine.listExecutions({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
      ),
    );
    // Not one look: an execution that ends between two of its questions may have started another behind the first.
    looks = pages.every(({ executions = [] }) => executions.length === 0) ? looks + 1 : 0;
    return looks === 2 ? true : undefined;
  });
}

/** Resolves in another second: S3 tells when a mail came in seconds, and the order within one is open. */
export const nextSecond = (): Promise<void> => new Promise((done) => setTimeout(done, 1_100));

/** security.md, Table A: a hostile mail is decided in less than this; the stack is in the test's process. */
export const MAX_CPU_MS = 2_000;

/** A good mail comes behind so many hostile ones, and behind the last of a file. */
const BETWEEN_GOOD = 8;

let hostileMails = 0;
let goodMails = 0;

/** Where hostile mails went in since the last good one. */
let unchecked: PrivateStack | undefined;

// Ahead of the stack's own, which closes it: hooks run in the order of their imports.
afterAll(async () => {
  if (unchecked !== undefined) await expectGoodMail(unchecked);
});

/**
 * Lets a mail in and expects its verdict, in time, and one mail to `who` if it is ACCEPT, ANSWER or waits
 * for their word, and none to anybody otherwise. A good mail goes before the first of a file, and behind every
 * eighth: what a hostile one leaves broken is seen there, and by the rows between.
 */
export async function expectVerdict(
  at: PrivateStack,
  who: string,
  verdict: string,
  incoming: Incoming,
): Promise<void> {
  // What a function's first mail takes is its libraries.
  if (goodMails === 0) await expectGoodMail(at);
  const { cpuMs, ...fate } = await letIn(at, incoming);
  const mails = /^(ACCEPT |ANSWER |HOLD unconfirmed$)/.test(verdict) ? 1 : 0;
  const toSender = await countMails(at, who);
  expect({ ...fate, toSender }).toEqual({ verdict, mails, toSender: mails });
  expect(cpuMs).toBeLessThan(MAX_CPU_MS);
  hostileMails += 1;
  unchecked = at;
  if (hostileMails % BETWEEN_GOOD === 0) await expectGoodMail(at);
}

/** Lets an organizer's good invitation in and expects that it is taken and answered. */
export async function expectGoodMail(at: PrivateStack): Promise<void> {
  goodMails += 1;
  unchecked = undefined;
  const good = bySmtp(`good${goodMails}@corp.example`, at.stack.endpoints.mailboxes.calendar);
  expect(await letIn(at, good)).toMatchObject({ verdict: 'ACCEPT accepted', mails: 1 });
}
