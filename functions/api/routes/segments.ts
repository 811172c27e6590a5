import * as z from 'zod';
import { createList, type StoredList } from '../../../adapters/list-store.ts';
import { writeJson } from '../../../adapters/objects.ts';
import { base32 } from '../../../domain/invite/base32.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { SEGMENT_ANSWERS, type Segment } from '../../../domain/list/segment.ts';
import { cleanName } from '../../../domain/text/clean-name.ts';
import { UPLOAD_PREFIX } from '../../../manifest.ts';
import { endpoint } from '../endpoint.ts';
import { consentOf, List, SaidConsent, showList } from '../list-answer.ts';
import { eventOf } from '../within.ts';

/** As a list without a file is called, and where it says that its people come from. */
function nameOf({ answers }: Segment, events: readonly EventRecord[]): string {
  const [first] = events;
  const whose = events.length === 1 && first ? first.title : `${events.length} events`;
  return cleanName(`${answers.join(', ')}: ${whose}`, 255);
}

/** `POST /v1/events/{eventId}/segments` */
export const createSegment = endpoint({
  summary: 'Make a list of the guests of earlier events, by what they answered',
  description:
    'Each address once; whoever gets no mail is refused as `suppressed`. The list is read like an uploaded one: look at it until it is `staged`, then send it. It carries what was said about consent of the lists that its guests were on.',
  body: z.strictObject({
    from: z
      .array(z.string().max(64))
      .min(1)
      .max(20)
      .describe('ids of events, of which you see all'),
    answers: z
      .array(z.enum(SEGMENT_ANSWERS))
      .min(1)
      .max(SEGMENT_ANSWERS.length)
      .describe('`none`: who was invited and did not answer'),
    consent: SaidConsent.optional().describe('where it is not said, the list names the events'),
  }),
  status: 202,
  answer: List,
  async handle({ params, caller, body, now }) {
    const event = await eventOf(params.eventId, caller);
    const from = [...new Set(body.from)];
    const events = await Promise.all(from.map((eventId) => eventOf(eventId, caller)));
    const segment: Segment = { from, answers: [...new Set(body.answers)] };
    const fileName = nameOf(segment, events);
    const source = cleanName(`Guests of an earlier event: ${fileName}`, 1_000);
    const listId = base32(crypto.getRandomValues(new Uint8Array(16)));
    const list: StoredList = {
      ...{ listId, eventId: event.eventId, fileName, segment, state: 'waiting' },
      consent: body.consent ? consentOf(body.consent) : { source },
      createdAt: now.toISOString(),
    };
    await createList(list);
    // Its appearance starts the workflow that reads lists.
    await writeJson('data', `${UPLOAD_PREFIX}${listId}`, segment);
    return showList(list);
  },
});
