import { GetObjectCommand, HeadObjectCommand, NoSuchKey, NotFound } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { readDecision } from '../../adapters/decisions.ts';
import { acceptedRows, createList } from '../../adapters/list-store.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { handler as readInvitation } from '../../functions/read-invitation/handler.ts';
import { handler as rememberMail } from '../../functions/remember-mail/handler.ts';
import { handler as stageList } from '../../functions/stage-list/handler.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
process.env.ORGANIZERS = '*';

/** A bucket that keeps versions: what was put under each key, the newest last; undefined where it was deleted. */
const versions = new Map<string, (string | undefined)[]>();

function put(key: string, body: string | undefined): string {
  const known = versions.get(key) ?? [];
  versions.set(key, [...known, body]);
  return `v${known.length}`;
}

const lookUp = (key: string, version: string | undefined): string | undefined => {
  const known = versions.get(key) ?? [world.objects.get(key)];
  return version === undefined ? known.at(-1) : known[Number(version.slice(1))];
};

type Asked = Readonly<{ Key: string; VersionId?: string }>;

world.s3.on(HeadObjectCommand).callsFake(({ Key, VersionId }: Asked) => {
  const body = lookUp(Key, VersionId);
  if (body === undefined) throw new NotFound({ message: Key, $metadata: {} });
  return { ContentLength: body.length, LastModified: new Date('2026-12-01T10:00:00Z') };
});
world.s3.on(GetObjectCommand).callsFake(({ Key, VersionId }: Asked) => {
  const body = lookUp(Key, VersionId);
  if (body === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
  return { Body: [Buffer.from(body)] };
});

const mailOf = (mailId: string, summary: string): string => {
  const ics = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
    ...[`UID:${mailId}@corp.example`, 'DTSTAMP:20261120T100000Z', 'SEQUENCE:0'],
    ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z', `SUMMARY:${summary}`],
    ...['ORGANIZER:mailto:alice@corp.example', 'ATTENDEE:mailto:calendar@example.test'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  const parts = calendarParts(ics, 'REQUEST');
  return Buffer.from(sesMail({ smtpId: mailId, region: 'us-east-1', parts })).toString();
};

/** Overwrites a mail behind its event, and lets the first event in. */
async function arrive(mailId: string): Promise<void> {
  const key = `inbox/calendar/${mailId}`;
  const version = put(key, mailOf(mailId, 'First'));
  put(key, mailOf(mailId, 'The second, which is longer'));
  await rememberMail({ key, version, execution: 'first' }, contextOf('remember-mail'));
}

const read = (mailId: string) => readInvitation({ mailId }, contextOf('read-invitation'));

test('a mail that is overwritten behind its event is measured and read as the event found it', async () => {
  await arrive('twice');
  expect(await readMailRecord('twice')).toMatchObject({ size: mailOf('twice', 'First').length });
  expect(await read('twice')).toMatchObject({ outcome: 'ACCEPT' });
  const decided = JSON.stringify(await readDecision('twice'));
  expect(decided).toContain('First');
  expect(decided).not.toContain('The second');
});

test('an execution that let a mail through reads the version of the first event again', async () => {
  await arrive('released');
  const again = { key: 'inbox/calendar/released', version: null, execution: 'first' };
  await rememberMail(again, contextOf('remember-mail'));
  await read('released');
  expect(JSON.stringify(await readDecision('released'))).toContain('First');
});

test('a mail that was deleted is not read from the versions that are left of it', async () => {
  await arrive('erased');
  put('inbox/calendar/erased', undefined);
  await expect(read('erased')).rejects.toMatchObject({ name: 'MissingObject' });
});

test('a list that is uploaded twice is the one of which the first event told', async () => {
  const listId = 'listlistlistlistlistlist11';
  await createList({
    ...{ listId, eventId: 'eventeventeventeventevent1', fileName: 'x', state: 'waiting' },
    ...{ consent: { source: 'Signed up' }, createdAt: '2026-12-01T10:00:00Z' },
  });
  const key = `uploads/${listId}`;
  const version = put(key, 'email\nfirst@guests.example\n');
  put(key, 'email\nsecond@guests.example\n');
  const staged = await stageList({ key, version, execution: 'one' }, contextOf('stage-list'));
  expect(staged).toMatchObject({ state: 'staged', accepted: 1 });
  expect(world.objects.get(acceptedRows(listId))).toContain('first@guests.example');
});
