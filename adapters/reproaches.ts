import type { Feedback } from '../domain/invite/brake.ts';
import type { Tally } from '../domain/invite/run.ts';
import { type Key, queryPrefix } from './table.ts';

const prefixOf = (why: 'bounced' | 'complained'): string => `SAID#${why}#`;

/**
 * Key of what SES holds against a run because of one guest. One item for each guest, only ever added: the same
 * event twice counts once, and no counter is written by two.
 */
export const reproachKey = (
  runId: string,
  why: 'bounced' | 'complained',
  guestKey: string,
): Key => ({ pk: `RUN#${runId}`, sk: `${prefixOf(why)}${guestKey}` });

async function count(runId: string, why: 'bounced' | 'complained'): Promise<number> {
  let found = 0;
  for await (const _ of queryPrefix(`RUN#${runId}`, prefixOf(why))) found += 1;
  return found;
}

/**
 * What SES said about the mails of a run until now.
 *
 * @param tally what its ranges add up to; they lag by what each worker has in hand
 */
export async function readFeedback(runId: string, tally: Tally): Promise<Feedback> {
  const [bounced, complained] = await Promise.all([
    count(runId, 'bounced'),
    count(runId, 'complained'),
  ]);
  return { recipients: tally.sent + tally.unknown, bounced, complained };
}
