import { eventKey } from '../../adapters/event-store.ts';
import { turnKey } from '../../adapters/event-turn.ts';
import { sendingRunsKey } from '../../adapters/sending-runs.ts';
import { applyMessage } from '../../domain/invite/apply-message.ts';
import { type AudienceRange, RANGE_SIZE, rangeCutter } from '../../domain/invite/audience.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { recordOf } from '../../domain/invite/event-record.ts';
import { component, request, saidOf } from '../../test/fixtures/said.ts';
import { DESCRIPTION } from '../invitation.ts';
import type { Fixtures } from './bare-server.ts';

/** Guests of the run that is sent over and over. */
export const GUESTS = 2_000;

const RUN_ID = 'run';
const NOW = '2026-11-20T10:00:05Z';

/** A guest as the audience has them; every third name is not ASCII. */
export const guestAt = (index: number) => ({
  guestKey: `${'abcdefgh'[index % 8]}${String(index).padStart(25, 'k')}`,
  address: `guest${index}@mail${index % 97}.example.org`,
  name: index % 3 === 0 ? `Zoë Müller ${index}` : `Guest Number ${index}`,
});

function newVersion(): EventVersion {
  const event = component({ summary: 'Quarterly review, all sites', description: DESCRIPTION });
  const said = saidOf(request(event), { eventId: 'e'.repeat(26), mailId: 'mail' });
  const applied = applyMessage(undefined, said, new Date(NOW));
  if (applied.kind !== 'version') throw new Error(`no version: ${applied.kind}`);
  return applied.version;
}

type Attribute = Readonly<Record<string, unknown>>;

/** A value in DynamoDB's JSON. */
function attribute(value: unknown): Attribute {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return typeof value === 'object' && value !== null ? { M: attributes(value) } : { NULL: true };
}

function attributes(item: object): Record<string, Attribute> {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, attribute(value)]));
}

/** What a worker of the run finds in AWS, and the inputs of its workers. */
export function sendFixtures(): Readonly<{
  fixtures: Fixtures;
  inputs: readonly Readonly<Record<string, unknown>>[];
  version: EventVersion;
}> {
  const version = newVersion();
  const { eventId } = version;
  const lines = Array.from({ length: GUESTS }, (_, i) => `${JSON.stringify(guestAt(i))}\n`);
  const cutter = rangeCutter(RANGE_SIZE);
  const ranges = lines
    .map((line) => cutter.add(Buffer.byteLength(line)))
    .concat(cutter.end())
    .filter((range): range is AudienceRange => range !== undefined);
  const run = { ...{ runId: RUN_ID, eventId, kind: 'send', state: 'sending' }, total: GUESTS };
  const items: Record<string, object> = {};
  const add = (key: { pk: string; sk: string }, item: object) => {
    items[`${key.pk} ${key.sk}`] = attributes({ ...key, ...item });
  };
  add({ pk: `RUN#${RUN_ID}`, sk: 'META' }, { ...run, createdAt: NOW });
  add(eventKey(eventId), recordOf(version));
  add({ pk: `EVT#${eventId}`, sk: 'VER#000001' }, { version: 1, object: 'version.json' });
  add(turnKey(eventId), { runId: RUN_ID, draining: [], serial: 1 });
  // As in a run that another worker has just told of: only one of some thousand guests takes a new heartbeat.
  add(sendingRunsKey, { [`run#${RUN_ID}`]: Date.now() + 3_600_000 });
  const keys = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };
  const objects = {
    'bench-data/version.json': JSON.stringify(version),
    [`bench-data/runs/${RUN_ID}/audience.jsonl`]: lines.join(''),
  };
  const secret = JSON.stringify({ SecretString: JSON.stringify(keys) });
  const inputs = ranges.map((range) => ({
    ...{ runId: RUN_ID, worker: `worker-${range.range}`, ratePerSecond: 1_000_000, range },
  }));
  return { fixtures: { items, objects, secret }, inputs, version };
}
