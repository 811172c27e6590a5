import * as z from 'zod';
import { optionalSetting, setting } from '../../../adapters/environment.ts';
import { holdSeconds } from '../../../adapters/hold.ts';
import { calendarMailbox, invitesMailbox } from '../../../adapters/mailboxes.ts';
import { sendQuota } from '../../../adapters/send-quota.ts';
import { endpoint } from '../endpoint.ts';

/** `GET /v1/settings` */
export const readSettingsRoute = endpoint({
  summary: 'What this installation is set to, and what SES lets it send',
  answer: z.object({
    domain: z.string(),
    mailboxes: z
      .object({ calendar: z.string(), bulk: z.string(), invites: z.string() })
      .describe('organizers invite `calendar`, guests answer `invites`'),
    publicUrl: z.string(),
    postalAddress: z.string().describe('at the foot of every mail; empty: none is set'),
    holdSeconds: z.number().describe('how long a change waits before the guests hear of it'),
    quota: z.object({
      perSecond: z.number(),
      perDay: z.number().optional().describe('mails in 24 hours; absent: without a limit'),
      leftToday: z.number().optional(),
      paused: z.boolean().describe('SES lets the account send nothing'),
    }),
  }),
  async handle() {
    const { rate, perDay, left, paused } = await sendQuota();
    return {
      domain: setting('DOMAIN'),
      mailboxes: {
        calendar: calendarMailbox(),
        bulk: setting('BULK_MAILBOX'),
        invites: invitesMailbox(),
      },
      publicUrl: optionalSetting('PUBLIC_URL'),
      postalAddress: optionalSetting('POSTAL_ADDRESS'),
      holdSeconds: holdSeconds(),
      quota: {
        ...{ perSecond: rate, paused },
        ...(Number.isFinite(perDay) && { perDay, leftToday: left }),
      },
    };
  },
});
