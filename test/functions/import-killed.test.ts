import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptedRows, readList } from '../../adapters/list-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { world, objects, ask, upload, deliver, startRun } = await openLists();
const { s3 } = world;
const { mac } = await keys();

const ROWS = 200;
const guestAt = (row: number): string => `guest${row}@guests.example`;
const LIST = `email,name\n${Array.from({ length: ROWS }, (_, row) => `${guestAt(row)},Guest ${row}\n`).join('')}nobody,x\n${guestAt(7)},Again\n`;

/** Octets that a read of the list gives at a time, and after how many of them its reader is killed. */
const CHUNK = 512;
let killedAfter = Number.POSITIVE_INFINITY;
/** Writes until the writer is killed, once it has written. */
let writes = Number.POSITIVE_INFINITY;

class Killed extends Error {}

async function* inChunks(octets: Buffer): AsyncGenerator<Buffer> {
  let given = 0;
  for (let from = 0; from < octets.length; from += CHUNK) {
    if (given === killedAfter) throw new Killed();
    given += 1;
    yield octets.subarray(from, from + CHUNK);
  }
}

s3.on(GetObjectCommand).callsFake(({ Key, Range }: { Key: string; Range?: string }) => {
  const octets = Buffer.from(objects.get(Key) ?? '');
  const [, first = '0', last = '9999999'] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
  const part = octets.subarray(Number(first), Number(last) + 1);
  return { Body: Key.startsWith('uploads/') ? inChunks(part) : [part] };
});
s3.on(PutObjectCommand).callsFake(({ Key, Body }: { Key: string; Body: Uint8Array }) => {
  objects.set(Key, Buffer.from(Body).toString('utf8'));
  writes -= 1;
  if (writes === 0) throw new Killed();
  return {};
});

afterEach(() => {
  killedAfter = Number.POSITIVE_INFINITY;
  writes = Number.POSITIVE_INFINITY;
});

async function announce(): Promise<string> {
  const { eventId } = await newEvent(mac);
  const consent = { source: 'Signed up' };
  const { body } = await ask('POST', `/v1/events/${eventId}/lists`, { fileName: 'x', consent });
  return String(body.listId);
}

/** Every row once, in the order of the file. */
async function expectWhole(listId: string): Promise<void> {
  const accepted = (objects.get(acceptedRows(listId)) ?? '').trimEnd().split('\n');
  expect(accepted.map((line) => (JSON.parse(line) as { address: string }).address)).toEqual(
    Array.from({ length: ROWS }, (_, row) => guestAt(row)),
  );
  expect(await readList(listId)).toMatchObject({
    state: 'staged',
    preview: { accepted: ROWS, refused: 1, duplicates: 1 },
  });
}

test('an import that is killed at any chunk of its list begins anew, and imports each row once', async () => {
  const chunks = Math.ceil(LIST.length / CHUNK);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(chunks - 1), { minLength: 1, maxLength: 3 }),
      async (kills) => {
        const listId = await announce();
        for (const chunk of kills) {
          killedAfter = chunk;
          await expect(upload(listId, LIST, 'first')).rejects.toThrow();
          expect((await readList(listId))?.preview).toBeUndefined();
        }
        killedAfter = Number.POSITIVE_INFINITY;
        await upload(listId, LIST, 'first');
        await expectWhole(listId);
      },
    ),
    { numRuns: 10 },
  );
});

test('an import that is killed behind any of its writes imports each row once, and a second one leaves it alone', async () => {
  for (const write of [1, 2]) {
    const listId = await announce();
    writes = write;
    const first = upload(listId, LIST, 'first');
    await first.catch(() => undefined);
    writes = Number.POSITIVE_INFINITY;
    await upload(listId, LIST, 'first');
    await expectWhole(listId);
    expect(await upload(listId, LIST, 'second')).toMatchObject({ state: 'left' });
    await expectWhole(listId);
    const eventId = (await readList(listId))?.eventId ?? '';
    expect(await deliver(eventId, await startRun(eventId, listId))).toMatchObject({ sent: ROWS });
  }
});
