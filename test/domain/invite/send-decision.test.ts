import { expect, test } from '@jest/globals';
import {
  decideSend,
  type GuestView,
  type SendWish,
  type SentRecord,
} from '../../../domain/invite/send-decision.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const SILENCE = 30 * 60_000;

const wish = (more: Partial<SendWish> = {}): SendWish => ({
  sequence: 3,
  runId: 'run',
  now: NOW,
  silenceMs: SILENCE,
  sendId: (attempt) => `send-${attempt}`,
  ...more,
});
const guest = (more: Partial<GuestView> = {}): GuestView => ({ evidence: new Set(), ...more });
const sentBefore = (more: Partial<SentRecord> = {}): SentRecord => ({
  sequence: 3,
  state: 'sent',
  attempt: 1,
  sendId: 'send-1',
  at: NOW - 60_000,
  runId: 'run',
  ...more,
});

test('a guest of whom nothing is known is sent the first attempt', () => {
  expect(decideSend(guest(), wish())).toEqual({
    do: 'send',
    attempt: 1,
    sendId: 'send-1',
    again: false,
  });
});

test('a guest with an older version is sent the new one', () => {
  const view = guest({ last: sentBefore({ sequence: 2, runId: 'other' }) });
  expect(decideSend(view, wish()).do).toBe('send');
});

test.each([
  ['another run sent this version', sentBefore({ runId: 'other' })],
  ['a newer version was sent', sentBefore({ sequence: 4 })],
])('when %s the guest is skipped', (_, last) => {
  expect(decideSend(guest({ last }), wish())).toEqual({ do: 'skip', reason: 'already_invited' });
});

test('what this run settled is counted and not sent again', () => {
  expect(decideSend(guest({ last: sentBefore() }), wish())).toEqual({
    do: 'count',
    as: 'sent',
    again: false,
  });
  const last = sentBefore({ state: 'failed' });
  expect(decideSend(guest({ last }), wish())).toEqual({ do: 'count', as: 'failed', again: false });
});

test.each(['bounced', 'complained'] as const)('a guest who %s is suppressed', (suppressed) => {
  expect(decideSend(guest({ suppressed }), wish())).toEqual({ do: 'skip', reason: 'suppressed' });
});

test('a guest who unsubscribed is skipped', () => {
  const view = guest({ suppressed: 'unsubscribed' });
  expect(decideSend(view, wish())).toEqual({ do: 'skip', reason: 'unsubscribed' });
});

const unknown = (age: number, attempt = 1) =>
  sentBefore({ state: 'unknown', attempt, sendId: `send-${attempt}`, at: NOW - age });

test("an ambiguous send that SES's events prove is settled as sent", () => {
  const view = guest({ last: unknown(60_000), evidence: new Set(['send-1']) });
  expect(decideSend(view, wish())).toMatchObject({ do: 'settle', attempt: 1, sendId: 'send-1' });
});

test('an ambiguous send waits until the silence is over', () => {
  expect(decideSend(guest({ last: unknown(SILENCE - 1) }), wish())).toMatchObject({
    do: 'wait',
    attempt: 1,
  });
});

test('after silence the mail goes out once more, and is counted as such', () => {
  expect(decideSend(guest({ last: unknown(SILENCE) }), wish())).toEqual({
    do: 'send',
    attempt: 2,
    sendId: 'send-2',
    again: true,
  });
});

test('after a second silence the guest has failed: there is never a third mail', () => {
  expect(decideSend(guest({ last: unknown(SILENCE, 2) }), wish())).toMatchObject({
    do: 'fail',
    reason: 'silence',
  });
});

test('the word about the first attempt, come late, settles the second', () => {
  const view = guest({ last: unknown(60_000, 2), evidence: new Set(['send-1']) });
  expect(decideSend(view, wish()).do).toBe('settle');
});

test('a guest of a chunk that a dead worker fenced is ambiguous from the fence on', () => {
  const fencedAt = NOW - 1_000;
  expect(decideSend(guest({ fencedAt }), wish())).toEqual({
    do: 'wait',
    attempt: 1,
    sendId: 'send-1',
    since: fencedAt,
  });
  expect(decideSend(guest({ fencedAt, evidence: new Set(['send-1']) }), wish()).do).toBe('settle');
  expect(decideSend(guest({ fencedAt: NOW - SILENCE }), wish())).toMatchObject({
    do: 'send',
    attempt: 2,
  });
});

test('a second attempt that passed a fence before its worker died is ambiguous too', () => {
  const view = guest({ last: unknown(3 * SILENCE), fencedAt: NOW - 1_000 });
  expect(decideSend(view, wish())).toMatchObject({ do: 'wait', attempt: 2, since: NOW - 1_000 });
});

test('an ambiguous send to a guest who is suppressed meanwhile is not repeated', () => {
  const view = guest({ last: unknown(SILENCE), suppressed: 'complained' });
  expect(decideSend(view, wish())).toEqual({ do: 'skip', reason: 'suppressed' });
});
