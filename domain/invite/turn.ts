import type { RunKind, RunState } from './run.ts';
import { isUrgent } from './run.ts';

/** A run, as far as it matters to another one of the same event. */
export type Holder = Readonly<{
  runId: string;
  kind: RunKind;
  state: RunState;
  /** SEQUENCE that an update or cancellation brings. */
  sequence?: number;
}>;

/** What a run does about the turn of its event. */
export type TurnDecision = 'mine' | 'take' | 'wait';

/** States in which a run may be sending, now or in a moment. */
const AT_WORK: readonly RunState[] = ['queued', 'sending', 'settling'];

/**
 * Whether a run may take the turn of its event.
 *
 * Changes go before sends: whoever holds an old time must hear of the new one, while those who are not invited
 * yet can wait. A newer change goes before an older one, which then finds everybody at the newest version. A run
 * that ended, is paused or needs a person gives way to anybody.
 */
export function decideTurn(run: Holder, holder: Holder | undefined): TurnDecision {
  if (holder === undefined) return 'take';
  if (holder.runId === run.runId) return 'mine';
  if (!AT_WORK.includes(holder.state)) return 'take';
  if (!isUrgent(run.kind)) return 'wait';
  const isOlder = isUrgent(holder.kind) && (holder.sequence ?? 0) >= (run.sequence ?? 0);
  return isOlder ? 'wait' : 'take';
}
