import { expect, test } from '@jest/globals';
import {
  asHeard,
  decideSend,
  type GuestView,
  wordSince,
} from '../../../domain/invite/send-decision.ts';
import { coveredBy, type SentRecord } from '../../../domain/invite/sent-record.ts';
import { guest, NOW, SILENCE, second, sentBefore, unknown, wish } from './send-views.ts';

const send = (part: number, attempt: number, rest = attempt) => ({
  ...{ do: 'send', part, attempt, sendId: `send-${part}.${attempt}`, again: attempt > 1, rest },
});

test('a guest of whom nothing is known is sent the first part', () => {
  expect(decideSend(guest(), wish())).toEqual(send(0, 1));
});

test('a guest with an older version is sent the new one', () => {
  const last = sentBefore({ sequence: 2, runId: 'other' });
  expect(decideSend(guest({ last }), wish())).toEqual(send(0, 1));
});

test.each([
  ['another run sent this version', sentBefore({ runId: 'other', invitedIn: 'other' })],
  ['a newer version was sent', sentBefore({ sequence: 4 })],
])('when %s the guest is skipped', (_, last) => {
  expect(decideSend(guest({ last }), wish())).toEqual({ do: 'skip', reason: 'already_invited' });
});

test('a guest for whom nothing differs is skipped for the reason that the run gives', () => {
  const last = sentBefore({ sequence: 2 });
  const idle = wish({ parts: 0, idle: 'event_cancelled' });
  expect(decideSend(guest({ last }), idle)).toEqual({ do: 'skip', reason: 'event_cancelled' });
});

test('what this run settled is counted and not sent again', () => {
  const sent = { do: 'count', as: 'sent', again: false };
  expect(decideSend(guest({ last: sentBefore() }), wish())).toEqual(sent);
  const last = sentBefore({ state: 'failed' });
  expect(decideSend(guest({ last }), wish())).toEqual({ do: 'count', as: 'failed', again: false });
});

test('a guest whom this run mailed once more counts as such, whatever came to them since', () => {
  const again = { do: 'count', as: 'sent', again: true };
  const last = sentBefore({ runId: 'update', resentIn: 'run' });
  expect(decideSend(guest({ last }), wish())).toEqual(again);
});

test('a guest whom an update overtook counts as sent for the run that invited them', () => {
  const last = sentBefore({ runId: 'update' });
  expect(decideSend(guest({ last }), wish())).toEqual({ do: 'count', as: 'sent', again: false });
  const other = wish({ runId: 'another' });
  expect(decideSend(guest({ last }), other)).toEqual({ do: 'skip', reason: 'already_invited' });
});

test('a guest at whom another run failed is tried anew, under an id of its own', () => {
  const last = sentBefore({ state: 'failed', runId: 'other', reason: 'rejected' });
  expect(decideSend(guest({ last }), wish())).toEqual({ ...send(0, 2, 1), again: false });
  // What SES never answered may be there.
  const silent = sentBefore({ ...last, ...second, reason: 'silence' });
  expect(decideSend(guest({ last: silent }), wish())).toEqual(send(0, 3, 1));
  // A run that was under way then would send a third mail that nobody asked for.
  const early = wish({ askedAt: silent.at - 1 });
  expect(decideSend(guest({ last: silent }), early)).toMatchObject({ do: 'count', as: 'failed' });
});

test.each(['bounced', 'complained'] as const)('a guest who %s is suppressed', (suppressed) => {
  expect(decideSend(guest({ suppressed }), wish())).toEqual({ do: 'skip', reason: 'suppressed' });
});

test('a guest who unsubscribed is skipped', () => {
  const view = guest({ suppressed: 'unsubscribed' });
  expect(decideSend(view, wish())).toEqual({ do: 'skip', reason: 'unsubscribed' });
});

test("an ambiguous send that SES's events prove is settled as sent", () => {
  const view = guest({ last: unknown(60_000), evidence: new Set(['send-0.1']) });
  expect(decideSend(view, wish())).toEqual({
    ...{ do: 'settle', part: 0, attempt: 1, sendId: 'send-0.1', since: NOW - 60_000 },
  });
});

test('an ambiguous send waits until the silence is over', () => {
  const last = unknown(SILENCE - 1);
  expect(decideSend(guest({ last }), wish())).toMatchObject({ do: 'wait', part: 0, attempt: 1 });
});

test('after silence the mail goes out once more, and is counted as such', () => {
  expect(decideSend(guest({ last: unknown(SILENCE) }), wish())).toEqual(send(0, 2));
});

test('after a second silence the guest has failed: there is never a third mail', () => {
  const view = guest({ last: unknown(SILENCE, second) });
  expect(decideSend(view, wish())).toMatchObject({ do: 'fail', reason: 'silence' });
});

test('the word about the first attempt, come late, settles the second', () => {
  const view = guest({ last: unknown(60_000, second), evidence: new Set(['send-0.1']) });
  expect(decideSend(view, wish()).do).toBe('settle');
});

test('an ambiguous send of an older version is not waited for: the newest goes out', () => {
  expect(decideSend(guest({ last: unknown(1_000, { sequence: 2 }) }), wish())).toEqual(send(0, 1));
});

test('an ambiguous send to a guest who is suppressed meanwhile is not repeated', () => {
  const view = guest({ last: unknown(SILENCE), suppressed: 'complained' });
  expect(decideSend(view, wish())).toEqual({ do: 'skip', reason: 'suppressed' });
});

const three = wish({ parts: 3 });

test('parts that were sent are not sent again: it goes on behind them', () => {
  const last = sentBefore({ part: 0, parts: 3 });
  expect(decideSend(guest({ last }), three)).toEqual(send(1, 1));
});

test('evidence of a part settles those before it, and the next is waited for', () => {
  const last = unknown(60_000, { part: 1, parts: 3, sendId: 'send-1.1' });
  const view = guest({ last, evidence: new Set(['send-1.1']) });
  expect(decideSend(view, three)).toMatchObject({ do: 'wait', part: 2, attempt: 1 });
  const all = guest({ last, evidence: new Set(['send-1.1', 'send-2.1']) });
  expect(decideSend(all, three)).toMatchObject({ do: 'settle', part: 2 });
});

test("SES's word about a part settles those before it, of which it said nothing", () => {
  const view = guest({ last: unknown(SILENCE, { parts: 3 }), evidence: new Set(['send-1.1']) });
  expect(decideSend(view, three)).toEqual(send(2, 2));
  const all = guest({ last: unknown(SILENCE, { parts: 3 }), evidence: new Set(['send-2.2']) });
  expect(decideSend(all, three)).toMatchObject({ do: 'settle', part: 2 });
});

test('behind a part that was the last to be handed over, and that SES has, the next goes out at once', () => {
  const last = unknown(1_000, { part: 1, parts: 3, sendId: 'send-1.1', alone: true });
  const view = guest({ last, evidence: new Set(['send-1.1']) });
  expect(decideSend(view, three)).toEqual(send(2, 1));
});

test('after silence about a part it goes out once more, and with it those that a dead worker may have sent', () => {
  const last = unknown(SILENCE, { part: 1, parts: 3, sendId: 'send-1.1' });
  expect(decideSend(guest({ last }), three)).toEqual(send(1, 2));
  const alone = { ...last, alone: true };
  expect(decideSend(guest({ last: alone }), three)).toEqual(send(1, 2, 1));
});

test('of a part that a dead worker may have sent twice there is no third mail', () => {
  const last = unknown(SILENCE, { part: 1, parts: 3, attempt: 2, sendId: 'send-1.2' });
  const view = guest({ last, evidence: new Set(['send-1.1']) });
  expect(decideSend(view, three)).toMatchObject({ do: 'fail', part: 2, reason: 'silence' });
});

const nudge = wish({ repeats: true, runId: 'nudge' });

test('a repetition goes to whoever has the version, once in its run', () => {
  expect(decideSend(guest({ last: sentBefore() }), nudge)).toEqual(send(0, 1));
  const last = sentBefore({ runId: 'nudge', anew: true });
  expect(decideSend(guest({ last }), nudge)).toEqual({ do: 'count', as: 'sent', again: false });
});

test.each<[string, Partial<SentRecord>, object]>([
  ['brought them this version is not repeated', {}, { do: 'skip', reason: 'already_invited' }],
  ['brought them an older version goes out', { sequence: 2 }, send(0, 1)],
  ['brought them only parts of it goes out', { parts: 2 }, send(0, 1)],
  ['was refused goes out', { state: 'failed', reason: 'rejected' }, send(0, 1)],
])('a repetition to a guest whom another run, after it was asked for, %s', (_, more, expected) => {
  const last = sentBefore({ runId: 'update', at: nudge.askedAt + 1, ...more });
  expect(decideSend(guest({ last }), nudge)).toEqual(expected);
});

/** A reminder of another run, and what it lies over, as a run sees both that repeats nothing. */
const covered = (
  reminder: Partial<SentRecord>,
  over: SentRecord | undefined,
  more: Partial<GuestView> = {},
) => {
  const ids = { runId: 'nudge', anew: true, sendId: 'nudge-0.1' };
  const covers = coveredBy(over, 3);
  const last = sentBefore({ ...ids, ...reminder, ...(covers && { over: covers }) });
  return guest({ last, ...more });
};
const lost = (age: number) => ({ state: 'unknown', at: NOW - age }) as const;

test('behind a repetition of which nothing was heard a run waits, and then says it all once more, counted as such', () => {
  expect(decideSend(covered(lost(1_000), undefined), wish())).toEqual({ do: 'leave' });
  const silent = covered(lost(SILENCE), undefined);
  expect(decideSend(silent, wish())).toEqual({ ...send(0, 1), again: true });
  const over = unknown(SILENCE);
  expect(decideSend(covered(lost(1_000), over), wish())).toEqual({ do: 'leave' });
  expect(decideSend(covered(lost(SILENCE), over), wish())).toEqual(send(0, 2));
  const twice = unknown(SILENCE, second);
  expect(decideSend(covered(lost(1_000), twice), wish())).toEqual({ do: 'leave' });
  expect(decideSend(covered(lost(SILENCE), twice), wish())).toMatchObject({ do: 'fail' });
  // What the run itself sent is not open for long enough, whatever became of the reminder.
  const rejected = { state: 'failed', reason: 'rejected' } as const;
  expect(decideSend(covered(rejected, unknown(1_000)), wish())).toEqual({ do: 'leave' });
});

test('a repetition that did not come to its end changes nothing about whom others had brought the version', () => {
  const count = { do: 'count', as: 'sent', again: false };
  expect(decideSend(covered(lost(1_000), sentBefore()), wish())).toEqual(count);
  const skip = { do: 'skip', reason: 'already_invited' };
  const another = wish({ runId: 'another' });
  expect(decideSend(covered(lost(1_000), sentBefore()), another)).toEqual(skip);
  const failed = sentBefore({ state: 'failed', reason: 'silence', ...second });
  const given = { do: 'count', as: 'failed', again: false };
  expect(decideSend(covered(lost(SILENCE), failed), wish())).toEqual(given);
});

test.each<[string, Partial<SentRecord>]>([
  ['was lost', lost(SILENCE)],
  ['was rejected', { state: 'failed', reason: 'rejected' }],
])(
  'behind a repetition that %s a run begins at the part that SES did not tell of',
  (_, reminder) => {
    const over = unknown(SILENCE, { parts: 2, invitedIn: 'first' });
    const told = (id: string) => covered(reminder, over, { evidence: new Set([id]) });
    const two = wish({ parts: 2 });
    expect(decideSend(told('nudge-0.1'), two)).toEqual(send(0, 2));
    expect(decideSend(told('send-0.1'), two)).toEqual(send(1, 2));
    // The row stays that of the reminder.
    const count = { do: 'count', as: 'sent', again: false };
    expect(decideSend(told('send-1.1'), two)).toEqual(count);
  },
);

test('what SES may have a word about is open since the first of the mails, also beneath a repetition', () => {
  const over = unknown(9_000, { openSince: NOW - 10_000 });
  expect(wordSince(over)).toBe(NOW - 10_000);
  const rejected = { state: 'failed', reason: 'rejected' } as const;
  const { last } = covered(rejected, over);
  expect(last && wordSince(last)).toBe(NOW - 10_000);
  expect(wordSince(sentBefore())).toBeUndefined();
});

test('a repetition holds what SES says of the mail before it, and others what SES says of the repetition', () => {
  const ids = wish().sendId;
  const first = unknown(1_000);
  const heard = new Set([first.sendId]);
  expect(asHeard(first, heard, nudge, ids)).toEqual({ ...first, state: 'sent' });
  expect(asHeard(first, new Set(['another']), nudge, ids)).toBe(first);
  // The run itself writes down what it hears, and an update settles it for whoever sent it.
  expect(asHeard(first, heard, wish(), ids)).toBe(first);
  expect(asHeard(first, heard, wish({ runId: 'update' }), ids)).toBe(first);
  const reminder = unknown(1_000, { runId: 'nudge', anew: true, sendId: 'nudge-0.1' });
  const [told, named] = [new Set(['nudge-0.2']), (part: number, i: number) => `nudge-${part}.${i}`];
  expect(asHeard(reminder, told, wish(), named)).toEqual({ ...reminder, state: 'sent' });
  expect(asHeard(reminder, told, nudge, named)).toBe(reminder);
  const fenced = unknown(1_000, { parts: 2 });
  expect(asHeard(fenced, heard, nudge, ids)).toBe(fenced);
  const whole = new Set(['send-0.1', 'send-1.1']);
  expect(asHeard(fenced, whole, nudge, ids)).toEqual({ ...fenced, state: 'sent', part: 1 });
});

test('a second attempt that SES rejected leaves the first as open as it was: a third mail counts as one more', () => {
  const last = sentBefore({ state: 'failed', reason: 'rejected', attempt: 2, runId: 'other' });
  const again = { ...last, resentIn: 'other' };
  expect(decideSend(guest({ last: again }), wish())).toEqual({ ...send(0, 3, 1), again: true });
  expect(decideSend(guest({ last }), wish())).toEqual({ ...send(0, 3, 1), again: false });
  const evidence = new Set(['send-0.1']);
  const heard = { do: 'settle', part: 0, ...second, since: last.at };
  expect(decideSend(guest({ last: again, evidence }), wish())).toEqual(heard);
});
