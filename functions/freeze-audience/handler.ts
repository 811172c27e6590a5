import * as z from 'zod/mini';
import { freezeAudience } from '../../adapters/audiences.ts';
import { readLines } from '../../adapters/lines.ts';
import { acceptedRows } from '../../adapters/list-store.ts';
import { openObject } from '../../adapters/objects.ts';
import { type Run, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { isInPart } from '../../domain/invite/local-parts.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

async function* recipients(
  listId: string,
  zones: Run['zones'],
  mac: Mac,
): AsyncGenerator<AudienceRow> {
  for await (const line of readLines(await openObject('data', acceptedRows(listId)))) {
    const guest = JSON.parse(line) as Omit<AudienceRow, 'guestKey'>;
    if (isInPart(zones, guest)) yield { guestKey: guestKeyOf(mac, guest.address), ...guest };
  }
}

/** Copies the list into the run, so that nothing that happens to the list changes who is mailed. */
export const handler = task(Input, async ({ runId }, { awsRequestId }) => {
  const run = await readRun(runId);
  if (run?.listId === undefined) throw new Error('there is no such run of a list');
  const { mac } = await keys();
  return freezeAudience(runId, awsRequestId, recipients(run.listId, run.zones, mac), true);
});
