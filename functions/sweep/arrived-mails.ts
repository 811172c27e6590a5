import { rememberedOf } from '../../adapters/mail-records.ts';
import { type ListedObject, listObjects } from '../../adapters/objects.ts';
import { rememberSwept, sweptUpTo } from '../../adapters/sweep-places.ts';
import { startArrived } from '../../adapters/workflows.ts';
import { keyPrefixes, OBJECT_RULES } from '../../manifest.ts';
import { isDue } from './window.ts';

/** Pages of 1,000 keys that one pass lists of a mailbox; the next one goes on behind them. */
const MAX_PAGES = 20;

/** Executions that one pass starts for a mailbox. */
const MAX_STARTS = 200;

const idOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** Starts the executions of mails that lie in the bucket and that nobody has remembered (Table B, B2). */
export async function sweepArrived(now: number): Promise<number> {
  let started = 0;
  for (const rule of OBJECT_RULES) {
    if (rule.bucket !== 'mail') continue;
    started += await sweepMailbox(rule.prefix, keyPrefixes(rule), now);
  }
  return started;
}

async function sweepMailbox(
  prefix: string,
  prefixes: readonly string[],
  now: number,
): Promise<number> {
  const before = await sweptUpTo(prefix);
  let after = before;
  const missing: ListedObject[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { objects, isLast } = await listObjects('mail', prefix, after);
    const due = objects.filter(
      ({ key, storedAt }) =>
        isDue(storedAt, now) && prefixes.some((start) => key.startsWith(start)),
    );
    const known = await rememberedOf(due.map(({ key }) => idOf(key)));
    missing.push(...due.filter(({ key }) => !known.has(idOf(key))));
    after = isLast ? '' : (objects.at(-1)?.key ?? '');
    if (isLast) break;
  }
  const oldest = missing.sort((a, b) => (a.storedAt < b.storedAt ? -1 : 1)).slice(0, MAX_STARTS);
  // Another name each hour: an execution that failed before it remembered the mail is not the last one.
  const hour = new Date(now).toISOString().slice(0, 13);
  for (const { key } of oldest) await startArrived(idOf(key), key, hour);
  // What was too much for one pass is looked at again.
  await rememberSwept(prefix, oldest.length < missing.length ? before : after);
  return oldest.length;
}
