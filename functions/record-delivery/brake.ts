import { brakeRun } from '../../adapters/run-control.ts';
import { type DeliveryFact, reproachOf } from '../../domain/invite/delivery.ts';

/** A run is looked at this often at most; what a burst hides, the end of its pass shows. */
const LOOK_MS = 30_000;

/** When each run was looked at last, by a warm function. */
const looked = new Map<string, number>();
const MAX_LOOKED = 1_000;

/** Stops the runs of whose mails too many came back. @param now epoch ms */
export async function brake(facts: readonly DeliveryFact[], now: number): Promise<void> {
  const runIds = facts.flatMap((fact) => (reproachOf(fact) && fact.runId) || []);
  for (const runId of new Set(runIds)) {
    if (now - (looked.get(runId) ?? 0) < LOOK_MS) continue;
    if (looked.size >= MAX_LOOKED) looked.clear();
    looked.set(runId, now);
    await brakeRun(runId, new Date(now));
  }
}
