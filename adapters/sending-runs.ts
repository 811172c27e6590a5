import type { Heartbeats } from '../domain/invite/pace.ts';
import { type Item, type Key, update } from './table.ts';

/** Key of the one item that says which runs send at this moment; an attribute for each. */
export const sendingRunsKey: Key = { pk: 'PACE', sk: 'RUNS' };

const FIELD = 'run#';

/** When each run was last heard of. */
export function readHeartbeats(item: Item | undefined): Heartbeats {
  const fields = Object.entries(item ?? {}).filter(([name]) => name.startsWith(FIELD));
  return Object.fromEntries(fields.map(([name, at]) => [name.slice(FIELD.length), Number(at)]));
}

/** Says that a run sends: from the next chunk on the others leave it its share. @param at epoch ms */
export async function beat(runId: string, at: number): Promise<void> {
  await change('SET #run = :at', runId, { ':at': at });
}

/** Gives the share of a run back: it ended, pauses or only waits for SES's word. */
export async function fallSilent(runId: string): Promise<void> {
  await change('REMOVE #run', runId);
}

async function change(expression: string, runId: string, values?: Item): Promise<void> {
  const names = { '#run': `${FIELD}${runId}` };
  await update({ key: sendingRunsKey, update: expression, names, values });
}
