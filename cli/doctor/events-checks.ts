import type { Check } from './check.ts';
import type { ConfigurationSetFacts, IdentityFacts, Installation } from './facts.ts';
import { after, fail, judged, pass, type Verdict, warn } from './verdict.ts';

const NO_SETS = 'The embedded SES tells every event.';

/** What a run cannot do without, by SES's names of its events. */
const NEEDED = ['BOUNCE', 'COMPLAINT', 'REJECT'] as const;
/** SES's name for a mail that arrived. */
export const DELIVERY = 'DELIVERY';

function setVerdict(
  set: ConfigurationSetFacts | undefined,
  identity: IdentityFacts | undefined,
  { region, configurationSet }: Installation,
): Verdict {
  const name = configurationSet ?? identity?.configurationSet;
  if (set === undefined) {
    const found =
      name === undefined
        ? 'The identity has no configuration set.'
        : `The configuration set «${name}» is gone.`;
    return fail(found, { do: 'The stack makes it: npx cdk deploy.' });
  }
  if (set.isSending) return pass(`Mails go out with «${set.name}».`);
  const run = `aws sesv2 put-configuration-set-sending-options --region ${region} --configuration-set-name ${set.name} --sending-enabled`;
  return fail(`Sending with «${set.name}» is paused.`, { run });
}

function eventsVerdict({ name, events }: ConfigurationSetFacts): Verdict {
  const fix = { do: 'The stack makes the destination: npx cdk deploy.' };
  const missing = NEEDED.filter((type) => !events.includes(type));
  if (missing.length > 0) return fail(`«${name}» does not tell ${missing.join(', ')}.`, fix);
  if (events.includes(DELIVERY)) return pass(`«${name}» tells deliveries, bounces, complaints.`);
  return warn(`«${name}» does not tell deliveries: nobody is counted as delivered.`, {
    do: 'Set convoke.trackDeliveries to true and deploy, if you want to know.',
  });
}

/** How SES tells what became of the mails. */
export const EVENTS_CHECKS: readonly Check[] = [
  {
    id: 'configuration-set',
    group: 'Events',
    passes: 'The configuration set that our mails name is there, and sends.',
    why: 'SES refuses a mail that names a configuration set that is not there.',
    fails: 'It is missing, or sending with it is paused.',
    notEmbedded: NO_SETS,
    judge: ({ configurationSet, identity, installation }) =>
      judged(configurationSet, (set) =>
        judged(identity, (value) => setVerdict(set, value, installation)),
      ),
  },
  {
    id: 'event-destination',
    group: 'Events',
    passes: 'It sends deliveries, bounces, complaints and rejects to EventBridge.',
    why: 'Without these events nobody learns who got the mail, and bad addresses are mailed again.',
    warns: 'Deliveries are left out.',
    fails: 'Bounces, complaints or rejects are left out.',
    notEmbedded: NO_SETS,
    judge: ({ configurationSet }) =>
      judged(configurationSet, (set) =>
        set === undefined ? after('configuration-set') : eventsVerdict(set),
      ),
  },
];
