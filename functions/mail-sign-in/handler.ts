import * as z from 'zod/mini';
import { setting } from '../../adapters/environment.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { handOver } from '../../adapters/outbox.ts';
import { maySignIn } from '../../adapters/people.ts';
import {
  drawSignIn,
  readSignIn,
  SIGN_IN_MINUTES,
  type SignIn,
  undrawSignIn,
} from '../../adapters/sign-ins.ts';
import { signInMail } from '../../domain/access/sign-in-mail.ts';
import { task } from '../task.ts';

const Input = z.object({ signInId: z.string(), askedAt: z.string() });

/** SES took no sign-in mail. What it would have held is taken back, so that the step can be repeated. */
export class SignInNotSent extends Error {
  override readonly name = 'SignInNotSent';
}

/** Mails somebody how to sign in, if they may: to anybody else nothing goes out, and nobody is told. */
export const handler = task(Input, async ({ signInId, askedAt }) => {
  const signIn = await readSignIn(signInId);
  // Somebody asked again: that time has a mail of its own.
  if (signIn?.askedAt !== askedAt) return { signInId, sent: false };
  if (!(await maySignIn(signIn.address))) return { signInId, sent: false };
  return { signInId, sent: await mail(signIn, new Date()) };
});

async function mail(signIn: SignIn, now: Date): Promise<boolean> {
  const code = drawCode();
  const drawn = await drawSignIn(signIn, code);
  if (!drawn) return false;
  const from = calendarMailbox();
  const raw = signInMail({
    ...{ from, to: signIn.address, code, minutes: SIGN_IN_MINUTES, marker: signIn.signInId, now },
    link: `${setting('PUBLIC_URL')}/sign-in/${drawn.token}`,
  });
  const outgoing = { raw: [raw], from, to: signIn.address };
  const { kind } = await handOver({ ...outgoing, tags: { kind: 'sign-in' } });
  if (kind === 'sent' || kind === 'unknown') return true;
  await undrawSignIn(signIn);
  throw new SignInNotSent(`SES answered ${kind}`);
}

const CODES = 1_000_000;

/** Six digits, each code as likely as any other. */
function drawCode(): string {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  // The rest of 2^32 by a million would make low codes likelier.
  if (drawn >= Math.floor(2 ** 32 / CODES) * CODES) return drawCode();
  return String(drawn % CODES).padStart(6, '0');
}
