import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';

const account = new SESv2Client({});

/** What the account may send. */
export type SendQuota = Readonly<{
  /** Mails a second. */
  rate: number;
  /** Mails in 24 hours, and what is left of them; Infinity for an account without a limit. */
  perDay: number;
  left: number;
  paused: boolean;
}>;

/** The account's quota, as SES says it now. */
export async function sendQuota(): Promise<SendQuota> {
  const answer = await account.send(new GetAccountCommand({}));
  const { MaxSendRate = 1, Max24HourSend = 0, SentLast24Hours = 0 } = answer.SendQuota ?? {};
  const perDay = Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Max24HourSend;
  return {
    ...{ rate: MaxSendRate, perDay, left: Math.max(0, perDay - SentLast24Hours) },
    paused: answer.SendingEnabled === false,
  };
}
