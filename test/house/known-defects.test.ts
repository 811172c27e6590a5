import { expect, test } from '@jest/globals';
import { read } from './repository.ts';

/**
 * What servers of this kind did wrong, each with the test that fails when we do it too. `title` is a part of the
 * test's title.
 */
const DEFECTS: readonly Readonly<{ defect: string; file: string; title: string }>[] = [
  {
    defect: 'people who unsubscribed are the only ones who are invited',
    file: 'test/stack/list-rows.test.ts',
    title: 'A77 who unsubscribed is skipped with the reason',
  },
  {
    defect: 'anybody who knows a UID changes or cancels the event',
    file: 'test/stack/inbound-itip.test.ts',
    title: 'A31 a cancellation of another organizer',
  },
  {
    defect: 'the organizer is whoever stands in Reply-To',
    file: 'test/domain/itip/identity-rows.test.ts',
    title: "Reply-To and Sender of the organizer do not make another's mail theirs",
  },
  {
    defect: 'answers are believed from anybody for anybody',
    file: 'test/stack/guest-mails.test.ts',
    title: "A33 a stranger's answer with the guest's ticket is counted apart",
  },
  {
    defect: 'a list is taken from whoever writes the organizer into From',
    file: 'test/stack/inbound-shape.test.ts',
    title: 'A71 a list from',
  },
  {
    defect: 'the verdicts on spam and viruses are never read',
    file: 'test/stack/inbound-identity.test.ts',
    title: 'A29 a virus',
  },
  {
    defect: 'an invitation is lost when SES says «too fast»',
    file: 'test/functions/send-batch.test.ts',
    title: '«too fast» is asked again, slower, and counts once',
  },
  {
    defect: 'an update without a change is retried until it is a dead letter',
    file: 'local/demo/organizers/google.ts',
    title: 'the event is saved again',
  },
  {
    defect: 'guests behind the first megabyte hear of no change',
    file: 'test/functions/table.test.ts',
    title: 'a query goes on until its last page',
  },
  {
    defect: 'one counter in every transaction makes sends conflict',
    file: 'test/functions/time-index.test.ts',
    title: 'no partition of the index takes more than a fifth of the mails',
  },
  {
    defect: 'an older answer that comes late replaces a newer one',
    file: 'test/stack/inbound-itip.test.ts',
    title: 'A38 an answer that is older than the one that stands',
  },
  {
    defect: 'every mail of a warm function has the same DTSTAMP',
    file: 'test/stack/canary.test.ts',
    title: 'every mail that leaves the demo keeps the rules of the RFCs',
  },
  {
    defect: 'the calendar is no iCalendar: STATUS twice, ROLE=REQ_PARTICIPANT, nothing escaped',
    file: 'test/rfc/own-mails.test.ts',
    title: 'breaks no rule',
  },
  {
    defect: 'lines are folded by characters',
    file: 'test/domain/calendar/calendar.fuzz.test.ts',
    title: 'every line is at most 75 octets',
  },
  {
    defect: 'the mail is HTML and two calendars, without plain text',
    file: 'test/domain/mime/compose-invitation.test.ts',
    title: 'an invitation is mixed > alternative [plain, html, calendar] + a copy',
  },
  {
    defect: 'a series is taken for its first date',
    file: 'test/stack/changes.test.ts',
    title: 'a series that is split at a date becomes two events for its guests',
  },
  {
    defect: 'an all-day event becomes one at midnight',
    file: 'test/domain/calendar/write-calendar.test.ts',
    title: 'all-day events have dates, an exclusive end and no VTIMEZONE',
  },
  {
    defect: 'a wall clock becomes UTC, and is wrong after the next change of the clock',
    file: 'test/rfc/own-mails.test.ts',
    title: 'an event in any time zone of the runtime breaks no rule',
  },
  {
    defect: 'a GET sends, so that a mail scanner invites people',
    file: 'test/stack/confirmation.test.ts',
    title: 'A27 a known organizer is asked once, and their word lets the mail through',
  },
  {
    defect: 'bounces and complaints are not heard',
    file: 'test/stack/list-rows.test.ts',
    title: 'A77 whose mail ended in a %s is skipped from then on',
  },
  {
    defect: 'a list is split at commas, and an export runs as a formula',
    file: 'test/domain/list/write-csv.test.ts',
    title: 'what is written reads back the same, and no written cell runs as a formula',
  },
  {
    defect: 'a counter for every PRODID that anybody writes',
    file: 'test/domain/itip/client-name.test.ts',
    title: "['-//Somebody//Something//EN', 'other']",
  },
];

test.each(DEFECTS)('$defect: a test would fail', ({ file, title }) => {
  expect(read(file)).toContain(title);
});
