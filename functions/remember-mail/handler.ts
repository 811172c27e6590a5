import * as z from 'zod/mini';
import { rememberMail } from '../../adapters/mail-records.ts';
import { describeVersion, MissingObject } from '../../adapters/objects.ts';
import { MAILBOXES } from '../../manifest.ts';
import { task } from '../task.ts';

/** An execution that somebody asked for has no version; one that a deployment found at work does not tell it. */
const Input = z.object({
  key: z.string(),
  version: z.optional(z.nullable(z.string())),
  execution: z.string(),
});

/** What SES leaves under a prefix when its rule is made; not a mail (aws.md 2.1). */
const SETUP_NOTIFICATION = 'AMAZON_SES_SETUP_NOTIFICATION';

/** An EXPRESS execution has an id behind its name, which nobody knows before it starts */
const withoutId = (execution: string): string => execution.replace(/^(.*:express:.*):[^:]+$/, '$1');

/** Remembers that a mail arrived. Gives its id, and whether this execution is the one to go on. */
export const handler = task(Input, async ({ key, version, execution }) => {
  const mailbox = MAILBOXES.find(({ prefix }) => key.startsWith(prefix));
  const mailId = key.slice(key.lastIndexOf('/') + 1);
  if (!mailbox || mailId === SETUP_NOTIFICATION) return { mailId, firstTime: false };
  const object = await describeVersion('mail', key, version ?? undefined);
  if (!object) throw new MissingObject(key);
  const firstTime = await rememberMail(
    {
      mailId,
      mailbox: mailbox.name,
      key,
      version: version ?? undefined,
      size: object.size,
      receivedAt: object.storedAt,
      execution: withoutId(execution),
    },
    new Date(),
  );
  return { mailId, firstTime };
});
