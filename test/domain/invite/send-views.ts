import type { GuestView, SendWish } from '../../../domain/invite/send-decision.ts';
import type { SentRecord } from '../../../domain/invite/sent-record.ts';

/** What the tests of decisions about one guest begin with: the moment, and the silence in milliseconds. */
export const NOW = Date.parse('2026-11-24T10:00:00Z');
export const SILENCE = 30 * 60_000;

/** What a run wants. */
export const wish = (more: Partial<SendWish> = {}): SendWish => ({
  ...{ sequence: 3, parts: 1, idle: 'already_invited', repeats: false, runId: 'run' },
  ...{ now: NOW, askedAt: NOW - 1_000, silenceMs: SILENCE },
  sendId: (part, attempt) => `send-${part}.${attempt}`,
  ...more,
});
/** A guest of whom nothing is known. */
export const guest = (more: Partial<GuestView> = {}): GuestView => ({
  evidence: new Set(),
  ...more,
});
/** A mail that the same run sent a minute ago. */
export const sentBefore = (more: Partial<SentRecord> = {}): SentRecord => ({
  ...{ version: 4, sequence: 3, part: 0, parts: 1, state: 'sent', attempt: 1 },
  ...{ sendId: 'send-0.1', at: NOW - 60_000, runId: 'run', invitedIn: 'run' },
  ...more,
});

/** One of which nobody knows whether it arrived. @param age milliseconds since it was handed over */
export const unknown = (age: number, more: Partial<SentRecord> = {}) =>
  sentBefore({ state: 'unknown', at: NOW - age, ...more });
/** The one more after silence. */
export const second = { attempt: 2, sendId: 'send-0.2' };
