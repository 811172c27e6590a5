import { beforeEach, expect, test } from '@jest/globals';
import { freezeAudience } from '../../adapters/audiences.ts';
import { streamObject } from '../../adapters/objects.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import { createRun, nameAudience, readRun } from '../../adapters/run-store.ts';
import {
  type AudienceRange,
  type AudienceRow,
  readAudience,
} from '../../domain/invite/audience.ts';
import { openWorld } from './world.ts';

const { objects } = await openWorld();

let runs = 0;
let runId = '';

beforeEach(async () => {
  runs += 1;
  runId = `run${runs}`;
  const createdAt = new Date().toISOString();
  await createRun({ runId, eventId: 'event', kind: 'update', state: 'sending', createdAt });
});

const rowOf = (name: string): AudienceRow => ({ guestKey: name, address: `${name}@example.com` });

async function* guests(count: number, name: string, gate?: Promise<void>) {
  for (let index = 0; index < count; index += 1) {
    if (index === 1) await gate;
    yield rowOf(`${name}${index}`);
  }
}

/** Whom the workers of the run would send to, range by range. */
async function sentTo(): Promise<readonly string[]> {
  const run = await readRun(runId);
  const octets = Buffer.from(objects.get(audienceObject(run ?? { runId })) ?? '');
  const manifest = (objects.get(`runs/${runId}/manifest-1.jsonl`) ?? '').trimEnd().split('\n');
  return manifest.flatMap((line) => {
    const { start, end, count } = JSON.parse(line) as AudienceRange;
    const rows = readAudience(octets.subarray(start, end).toString('utf8'));
    expect(rows).toHaveLength(count);
    return rows.map(({ guestKey }) => guestKey);
  });
}

const named = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

test('a step that was believed dead and ends late changes nothing of the audience', async () => {
  const gate = Promise.withResolvers<void>();
  const late = freezeAudience(runId, 'first', guests(700, 'late', gate.promise));
  const frozen = { total: 300, ranges: 2 };
  expect(await freezeAudience(runId, 'second', guests(300, 'g'))).toMatchObject(frozen);
  gate.resolve();
  expect(await late).toMatchObject(frozen);
  expect(await sentTo()).toEqual(named(300, 'g'));
  expect(await readRun(runId)).toMatchObject({ ...frozen, audience: 'second' });
});

test('a step that died after it named its audience is finished by the next', async () => {
  const lines = async function* () {
    for (const name of named(260, 'first')) yield `${JSON.stringify(rowOf(name))}\n`;
  };
  await streamObject('data', audienceObject({ runId, audience: 'dead' }), lines());
  expect(await nameAudience(runId, 'dead')).toBe('dead');
  expect((await readRun(runId))?.total).toBeUndefined();
  const frozen = { total: 260, ranges: 2 };
  expect(await freezeAudience(runId, 'next', guests(5, 'other'))).toMatchObject(frozen);
  expect(await sentTo()).toEqual(named(260, 'first'));
});

test('a step that is repeated says what it said', async () => {
  const first = await freezeAudience(runId, 'a', guests(3, 'g'));
  expect(await freezeAudience(runId, 'b', guests(1, 'h'))).toMatchObject({
    total: first.total,
    ranges: first.ranges,
  });
  expect(await sentTo()).toEqual(named(3, 'g'));
});
