import { handOver } from '../../adapters/outbox.ts';
import type { HaltReason } from '../../domain/invite/run.ts';
import type { Attempt } from '../../domain/invite/send-decision.ts';
import type { PlannedGuest } from './decide-chunk.ts';
import type { Mailer } from './mailer.ts';
import type { Pacer } from './pacer.ts';

/** The last part that was handed to SES. */
export type Reached = Attempt & Readonly<{ dtstamp: number; messageId?: string }>;

/** What became of a guest in this pass. */
export type SendResult = Readonly<{ planned: PlannedGuest; at: number }> &
  (
    | Readonly<{ kind: 'decided' }>
    /** Every part is sent. */
    | Readonly<{ kind: 'sent'; reached: Reached }>
    | Readonly<{ kind: 'rejected'; reached: Reached }>
    | Readonly<{ kind: 'unknown'; reached: Reached }>
    /** The rest is for the next pass: `reached` was sent, or nothing was and the guest is as new. */
    | Readonly<{ kind: 'later'; reached: Reached | undefined }>
    | Readonly<{ kind: 'halt'; reached: Reached | undefined; why: HaltReason }>
  );

/** What sending takes. */
export type SendTools = Readonly<{
  mailer: Mailer;
  pace: Pick<Pacer, 'turn' | 'slowDown'>;
  deadline: number;
}>;

/** Sends to one guest what was decided, part after part; each only when the one before it is known to be sent. */
export async function sendGuest(planned: PlannedGuest, tools: SendTools): Promise<SendResult> {
  const { decision, messages } = planned;
  if (decision.do !== 'send') return { kind: 'decided', planned, at: Date.now() };
  let next: Attempt = decision;
  let reached: Reached | undefined;
  for (;;) {
    const dtstamp = reached?.dtstamp ?? planned.known.last?.dtstamp ?? 0;
    const result = await sendPart(planned, next, dtstamp, tools);
    if (result.kind === 'later' || result.kind === 'halt') return { ...result, reached };
    if (result.kind !== 'sent' || next.part === messages.length - 1) return result;
    reached = result.reached;
    const part = next.part + 1;
    const attempt = decision.rest;
    next = { part, attempt, sendId: planned.sendId(part, attempt) };
  }
}

/** Sends one part; slower as often as SES asks, never a second time unasked. */
async function sendPart(
  planned: PlannedGuest,
  attempt: Attempt,
  lastStamp: number,
  { mailer, pace, deadline }: SendTools,
): Promise<Exclude<SendResult, { kind: 'decided' }>> {
  for (;;) {
    await pace.turn();
    const at = Date.now();
    if (at > deadline) return { kind: 'later', planned, at, reached: undefined };
    // Strictly newer than the last one, in whole seconds: some clients drop an equal DTSTAMP (imip.md 41).
    const dtstamp = Math.max(Math.floor(at / 1_000), Math.floor(lastStamp / 1_000) + 1) * 1_000;
    const handover = await handOver(mailer(planned, attempt, dtstamp));
    const reached = { ...attempt, dtstamp };
    switch (handover.kind) {
      case 'sent':
        return {
          kind: 'sent',
          planned,
          at,
          reached: { ...reached, messageId: handover.messageId },
        };
      case 'rejected':
      case 'unknown':
        return { kind: handover.kind, planned, at, reached };
      case 'stop':
        return { kind: 'halt', planned, at, why: handover.why, reached: undefined };
      case 'slow_down':
        pace.slowDown();
        break;
      default:
        handover satisfies never;
    }
  }
}
