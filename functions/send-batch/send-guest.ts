import { handOver } from '../../adapters/outbox.ts';
import type { PlannedGuest } from './decide-chunk.ts';
import type { Mailer } from './mailer.ts';
import type { Pacer } from './pacer.ts';

/** What became of a guest in this pass. */
export type SendResult = Readonly<{ planned: PlannedGuest; at: number }> &
  (
    | Readonly<{ kind: 'decided' }>
    | Readonly<{ kind: 'sent'; messageId: string; dtstamp: number }>
    | Readonly<{ kind: 'rejected'; dtstamp: number }>
    | Readonly<{ kind: 'unknown'; dtstamp: number }>
    /** Nothing was sent and nothing is recorded: the guest is as new in the next pass. */
    | Readonly<{ kind: 'later' }>
    | Readonly<{ kind: 'halt'; why: 'quota_exhausted' | 'sending_paused' }>
  );

/** What sending takes. */
export type SendTools = Readonly<{ mailer: Mailer; pace: Pacer; deadline: number }>;

/** Sends to one guest if that was decided; slower as often as SES asks, never a second time unasked. */
export async function sendGuest(planned: PlannedGuest, tools: SendTools): Promise<SendResult> {
  const { decision, guest, last } = planned;
  if (decision.do !== 'send') return { kind: 'decided', planned, at: Date.now() };
  for (;;) {
    await tools.pace.turn();
    const at = Date.now();
    if (at > tools.deadline) return { kind: 'later', planned, at };
    // Strictly newer than the last one, in whole seconds: some clients drop an equal DTSTAMP (imip.md 41).
    const dtstamp =
      Math.max(Math.floor(at / 1_000), Math.floor((last?.dtstamp ?? 0) / 1_000) + 1) * 1_000;
    const mail = tools.mailer(guest, { sendId: decision.sendId, dtstamp });
    const handover = await handOver(mail);
    switch (handover.kind) {
      case 'sent':
        return { ...handover, planned, at, dtstamp };
      case 'rejected':
      case 'unknown':
        return { kind: handover.kind, planned, at, dtstamp };
      case 'stop':
        return { kind: 'halt', planned, at, why: handover.why };
      case 'slow_down':
        tools.pace.slowDown();
        break;
      default:
        handover satisfies never;
    }
  }
}
