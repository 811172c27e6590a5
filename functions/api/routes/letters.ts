import * as z from 'zod';
import { savePages } from '../../../adapters/csv-file.ts';
import { LETTER_STATES, listLetters } from '../../../adapters/letters.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { eventOf } from '../within.ts';

const LetterAnswer = z.object({
  guestKey: z.string(),
  address: z.string().optional().describe('that was invited; absent once it was erased'),
  arrivedAt: z.string(),
  state: z
    .enum(LETTER_STATES)
    .describe(
      '`forwarded`: it went on to the organizer by mail; `held`: the guest wrote 10 in a day already; `not_wanted`: the organizer wants no mail from here',
    ),
  verified: z.boolean().describe('false: nothing proves that it came from this address'),
  mailId: z.string(),
});

/** `GET /v1/events/{eventId}/letters` */
export const listLettersRoute = endpoint({
  summary: 'Which guests wrote a letter that is no answer, the newest first',
  description:
    'What they wrote goes on to the organizer by mail, who answers the guest directly; the API does not tell it.',
  query: Page,
  answer: pageOf(LetterAnswer),
  async handle({ params, query, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const page = await listLetters(eventId, query);
    return { ...page, items: page.items.map((letter) => LetterAnswer.parse(letter)) };
  },
});

/** Letters of one page while a file is written: each page looks into every shard. */
const PAGE = 200;

/** `POST /v1/events/{eventId}/letters/file` */
export const writeLetters = fileEndpoint('which guests wrote letters', {
  forms: ['csv'],
  write: async ({ params, caller }) => {
    const { eventId } = await eventOf(params.eventId, caller);
    return savePages(
      {
        columns: ['email', 'arrived_at', 'state', 'verified', 'mail_id', 'guest_key'],
        cells: ({ address = '', arrivedAt, state, verified, mailId, guestKey }) => ({
          ...{ email: address, arrived_at: arrivedAt, state, mail_id: mailId },
          ...{ verified: verified ? 'yes' : 'no', guest_key: guestKey },
        }),
      },
      (cursor) => listLetters(eventId, { limit: PAGE, cursor }),
    );
  },
});
